"""What every page shows around its content: the way through the portal, the bell, the demo banner."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.policy import may_use
from accounts.services.parking import parked_form
from kit import clock
from notices.models import Notice

# (action of the policy table, address, label, icon)
NAVIGATION = (
    ("home.view", "dashboards:home", "Việc cần làm", "house-door"),
    ("leadership.view", "dashboards:leadership", "Tổng quan lãnh đạo", "speedometer2"),
    ("leadership.view", "dashboards:goals", "Mục tiêu", "bullseye"),
    ("action.view", "plans:actions", "Việc được giao", "check2-square"),
    ("task.own", "plans:own_tasks", "Việc của đơn vị tôi", "list-task"),
    ("work.view", "plans:events", "Tuyên truyền, tập huấn", "megaphone"),
    ("work.view", "plans:unit_plans", "Kế hoạch của đơn vị", "file-earmark-check"),
    ("report.own", "reports:own", "Báo cáo của đơn vị", "file-earmark-text"),
    ("period.view", "reports:board", "Theo dõi nộp báo cáo", "clipboard-check"),
    ("consolidation.view", "reports:consolidations", "Tổng hợp", "calculator"),
    ("letter.view", "reports:letters", "Công văn đôn đốc", "envelope-paper"),
    ("deadline.view", "deadlines:rehearsal", "Thời hạn, nhắc việc", "alarm"),
    ("plan.view", "plans:list", "Kế hoạch", "journal-text"),
    ("indicator.view", "plans:indicators", "Danh mục chỉ tiêu", "list-ol"),
    ("inspection.view", "inspections:list", "Kiểm tra", "search"),
    ("establishment.view", "inspections:establishments", "Cơ sở kinh doanh", "shop"),
    ("draw.view", "inspections:draws", "Chọn mẫu kiểm tra", "shuffle"),
    ("coverage.view", "inspections:coverage", "Chỉ tiêu 20 %", "pie-chart"),
    ("unit.view", "accounts:units", "Danh bạ đơn vị", "diagram-3"),
    ("account.list", "access:people", "Tài khoản", "people"),
    ("notice.mail_log", "notices:mail_log", "Nhật ký thư", "envelope-check"),
    ("operations.view", "dashboards:operations", "Tình trạng vận hành", "heart-pulse"),
    ("audit.view", "audit:list", "Nhật ký hoạt động", "clock-history"),
)


def portal(request: HttpRequest) -> dict:
    """Context ``portal``: nav, unread, demo, now."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"portal": {"demo": settings.DEMO, "now": clock.now(), "nav": []}}
    return {
        "portal": {
            "demo": settings.DEMO,
            "now": clock.now(),
            "nav": _navigation(request),
            "may_search": may_use(request.user, "search.use"),
            "parked": parked_form(request.session, user, at=clock.now()),
            "unread": Notice.objects.visible_to(user).unread().count(),
        }
    }


def _navigation(request: HttpRequest) -> list[dict]:
    items = [
        {"url": _address(name), "label": label, "icon": icon}
        for action, name, label, icon in NAVIGATION
        if may_use(request.user, action)
    ]
    here = max((i["url"] for i in items if _is_under(request.path, i["url"])), key=len, default="")
    return [item | {"active": item["url"] == here} for item in items]


def _is_under(path: str, url: str) -> bool:
    """A page lies under an entry when its address does; single reports lie under the board of all."""
    home, single, board = (_address(name) for name in ("dashboards:home", "reports:own", "reports:board"))
    if url == home:
        return path == url
    return path.startswith(url) or (url == board and path.removeprefix(single)[:1].isdigit())


@cache
def _address(name: str) -> str:
    """Of a page without arguments; every page asks for all of them."""
    return reverse(name)
