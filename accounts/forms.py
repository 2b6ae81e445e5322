"""Logging in."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from accounts.services import brake
from kit import clock

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
TOO_OLD = "Mật khẩu cấp lần đầu đã hết hạn. Liên hệ quản trị để được cấp lại."


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

    def confirm_login_allowed(self, user) -> None:
        """A first password that nobody used in time is no password any more; asked after it proved right."""
        super().confirm_login_allowed(user)
        if user.first_password_until and user.first_password_until < clock.wall():
            raise ValidationError(TOO_OLD)
