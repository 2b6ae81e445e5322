"""Forms about oneself: logging in and changing the password."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError

from accounts.services import brake
from kit import clock

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


class LoginForm(AuthenticationForm):
    """One message for every failure: nobody learns which names exist or which are switched off."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"

    def clean(self) -> dict:
        """As Django does, but a name that was guessed at too often rests for a while."""
        name, at = self.cleaned_data.get("username", ""), clock.wall()
        if brake.is_on(name, at=at):
            raise self.get_invalid_login_error()
        try:
            cleaned = super().clean()
        except ValidationError:
            brake.note_failure(name, at=at)
            raise
        brake.release(name)
        return cleaned


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": "Mật khẩu hiện tại không đúng.",
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau.",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Mật khẩu hiện tại"
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password2"].label = "Nhập lại mật khẩu mới"
        self.fields[
            "new_password1"
        ].help_text = "Ít nhất 12 ký tự, không chỉ toàn số, không dùng tên mình hay mật khẩu phổ biến."
        self.fields["new_password2"].help_text = ""
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Đổi mật khẩu"))
