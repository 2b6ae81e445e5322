"""What everybody changes of his own account."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services.journal import record
from notices.services.outbox import post

WARNING = "Nếu không phải đồng chí tự làm, báo ngay cho quản trị để khóa tài khoản."


@transaction.atomic
def change_own_password(user: User, password: str, *, at: datetime) -> None:
    """Set a lasting password, already checked; other sessions of the account end, the owner is told by mail."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.set_password(password)
    user.first_password_until = None
    user.save(update_fields=["password", "first_password_until"])
    record(user, "account.password_changed", by=user, at=at)
    key = f"account-password:{user.pk}:{at.isoformat()}"
    post(key, to=user, kind="account", subject="Mật khẩu vừa được đổi", body=WARNING, at=at, path="/")


@transaction.atomic
def change_own_contact(user: User, *, email: str, phone: str, at: datetime) -> bool:
    """Set one's own address and telephone; the bell says so. Returns whether anything changed."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    changed = [name for name, value in (("email", email), ("phone", phone)) if getattr(user, name) != value]
    if not changed:
        return False
    if "email" in changed:
        key = f"account-email:{user.pk}:{at.isoformat()}"
        post(key, to=user, kind="account", subject="Địa chỉ thư của tài khoản đã đổi", body=WARNING, at=at, path="/")
    user.email, user.phone = email, phone
    user.save(update_fields=changed)
    record(user, "account.contact_changed", by=user, at=at, fields=changed)
    return True
