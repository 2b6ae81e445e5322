"""Making and changing accounts; one's own password and contact."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse

from access.queries import units_to_choose
from access.rules import GRANTED_BY_OPERATOR
from access.services.people import InvalidPerson
from accounts.models import Unit, User
from accounts.states import Role
from kit import clock
from kit.fields import LineField, no_personal_data

LOGIN = RegexValidator(r"\A[a-z0-9][a-z0-9._-]{2,59}\Z", "Dùng 3–60 chữ thường không dấu, chữ số, dấu . _ -.")
PHONE = RegexValidator(r"\A[0-9 +().-]{8,20}\Z", "Số điện thoại cơ quan, ví dụ 0205 3 812 345.")
HALF = "col-md-6"


class FilterForm(forms.Form):
    """Which accounts to show."""

    tim = LineField(label="Tên, đăng nhập, đơn vị", required=False, max_length=100)
    vai_tro = forms.ChoiceField(label="Vai trò", required=False, choices=[("", "Tất cả"), *Role.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), ("1", "Đang dùng"), ("0", "Đã khóa")]
    )


class PersonForm(forms.Form):
    """An account as the administrator fills it in; ``person`` is the one to change."""

    login = LineField(
        label="Tên đăng nhập",
        max_length=60,
        validators=[LOGIN],
        help_text="Không đổi được về sau. Ví dụ nhap.h181.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    full_name = LineField(label="Họ và tên", max_length=120)
    post_title = LineField(label="Chức vụ", max_length=120, required=False)
    role = forms.ChoiceField(label="Vai trò", choices=Role.choices)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")
    is_unit_approver = forms.BooleanField(
        label="Người duyệt của đơn vị",
        required=False,
        help_text="Trưởng đơn vị hoặc người được ủy quyền: kiểm tra và gửi báo cáo lên Sở.",
    )
    email = forms.EmailField(
        label="Địa chỉ thư", required=False, help_text="Để trống thì chỉ nhận nhắc việc trên cổng, không nhận qua thư."
    )
    phone = LineField(label="Điện thoại", max_length=30, required=False, validators=[PHONE])

    def __init__(self, *args, person: User | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offered = units_to_choose(clock.today(), person.unit if person else None)
        self.fields["unit"].queryset = offered  # type: ignore[attr-defined]
        kept = {person.role} if person else set()
        allowed = [(value, label) for value, label in Role.choices if value not in GRANTED_BY_OPERATOR or value in kept]
        self.fields["role"].choices = allowed  # type: ignore[attr-defined]
        if person:
            del self.fields["login"]
        pairs = [("full_name", "post_title"), ("unit", "role"), ("email", "phone")]
        rows = [Row(*(Column(name, css_class=HALF) for name in pair)) for pair in pairs]
        self.helper = FormHelper(self)
        if person:
            self.helper.form_action = reverse("access:change", args=[person.pk])
        save = Submit("save", "Lưu tài khoản" if person else "Tạo tài khoản")
        self.helper.layout = Layout(*([] if person else ["login"]), *rows, "is_unit_approver", save)

    def refuse(self, refusal: InvalidPerson) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class ReasonForm(forms.Form):
    """Why an account is locked or opened again."""

    reason = LineField(label="Lý do", max_length=200, min_length=5, validators=[no_personal_data])


class ContactForm(forms.Form):
    """One's own address and telephone, under one's password."""

    email = forms.EmailField(label="Địa chỉ thư", required=False)
    phone = LineField(label="Điện thoại", max_length=30, required=False, validators=[PHONE])
    password = forms.CharField(
        label="Mật khẩu hiện tại",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Để chắc rằng chính chủ tài khoản đang đổi.",
    )

    def __init__(self, user: User, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper(self)
        self.helper.add_input(Submit("save", "Lưu"))

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError("Mật khẩu hiện tại không đúng.")
        return ""


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
