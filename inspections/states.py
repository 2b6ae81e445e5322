"""Code lists of the register and of inspections, and when a step is possible."""

from django.db import models

from kit.workflow import Transition


class NationalGroup(models.TextChoices):
    """Groups of the national report."""

    LODGING = "lodging", "Lưu trú"
    KARAOKE = "karaoke", "Karaoke, massage"
    DANCE = "dance", "Vũ trường, bar"
    OTHER = "other", "Khác"


class EstablishmentType(models.TextChoices):
    """Kinds of business the law calls easy to abuse. Source: [NĐ-178] Điều 3 khoản 3."""

    LODGING = "LT", "Khách sạn, nhà nghỉ, lưu trú khác"
    KARAOKE = "KR", "Karaoke"
    MASSAGE = "XB", "Xoa bóp, tắm hơi, spa"
    DANCE_HALL = "VT", "Vũ trường"
    BAR = "BR", "Quán bar, pub, club"
    HAIRDRESSER = "CT", "Cắt tóc, gội đầu thư giãn"
    COFFEE = "CF", "Cà phê"
    RESTAURANT = "NH", "Nhà hàng, quán nhậu có tiếp viên"
    OTHER = "KH", "Loại hình khác"

    @property
    def national_group(self) -> NationalGroup:
        return NATIONAL_GROUPS.get(self, NationalGroup.OTHER)


NATIONAL_GROUPS = {
    EstablishmentType.LODGING: NationalGroup.LODGING,
    EstablishmentType.KARAOKE: NationalGroup.KARAOKE,
    EstablishmentType.MASSAGE: NationalGroup.KARAOKE,
    EstablishmentType.DANCE_HALL: NationalGroup.DANCE,
    EstablishmentType.BAR: NationalGroup.DANCE,
}


class OperatingStatus(models.TextChoices):
    ACTIVE = "active", "Đang hoạt động"
    SUSPENDED = "suspended", "Tạm dừng"
    CLOSED = "closed", "Đã đóng"


class Level(models.TextChoices):
    """Whose team: [TT-178] sets up one per level."""

    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"


class Duty(models.TextChoices):
    HEAD = "head", "Đội trưởng"
    DEPUTY = "deputy", "Đội phó"
    MEMBER = "member", "Thành viên"


class InspectionMode(models.TextChoices):
    PLANNED = "planned", "Theo kế hoạch"
    UNANNOUNCED = "unannounced", "Đột xuất"


class Ground(models.TextChoices):
    """The only three grounds of an unannounced inspection. Source: [TT-178]."""

    COMPLAINT = "complaint", "Có đơn thư khiếu nại, tố cáo"
    REQUEST = "request", "Theo yêu cầu của thủ trưởng cơ quan hoặc Chủ tịch UBND"
    SIGNS = "signs", "Thành viên Đội phát hiện dấu hiệu vi phạm"


class InspectionState(models.TextChoices):
    """From plan to end. After a violation: dealt with, then remedied, then closed; a repeat starts anew."""

    PLANNED = "planned", "Dự kiến"
    DECIDED = "decided", "Có quyết định"
    CLEAN = "clean", "Không vi phạm"
    VIOLATION = "violation", "Có vi phạm, đang xử lý"
    REMEDY = "remedy", "Đã xử lý, chờ khắc phục"
    SETTLED = "settled", "Đã xử lý, đã khắc phục"
    CLOSED = "closed", "Đã kết thúc"
    COULD_NOT = "could_not", "Không kiểm tra được"


class Obstacle(models.TextChoices):
    """Why a team that came could not inspect."""

    CEASED = "ceased", "Cơ sở đã ngừng hoạt động"
    SUSPENDED = "suspended", "Cơ sở đang tạm dừng hoạt động"
    ABSENT = "absent", "Chủ, người quản lý cơ sở vắng mặt"
    OTHER = "other", "Lý do khác"


STANDING_STILL = frozenset({Obstacle.CEASED, Obstacle.SUSPENDED})  # what N408 counts


class ViolationGroup(models.TextChoices):
    LABOUR = "V1", "Hợp đồng lao động, sổ quản lý lao động"
    HEALTH_CHECK = "V2", "Khám sức khỏe định kỳ"
    MINORS = "V3", "Sử dụng lao động dưới 18 tuổi"
    PLEDGE = "V4", "Cam kết với chính quyền"
    SECURITY = "V5", "Điều kiện an ninh trật tự, khai báo lưu trú, tạm trú"
    CULTURE = "V6", "Quy định văn hóa, karaoke"
    FIRE = "V7", "Phòng cháy chữa cháy, lối thoát nạn"
    FOOD = "V8", "An toàn thực phẩm, y tế"
    OBSCENITY = "V9", "Khiêu dâm, kích dục"
    PROSTITUTION = "V10", "Mại dâm (mua, bán, môi giới, chứa)"
    DRUGS = "V11", "Ma túy, bóng cười"
    OTHER = "V12", "Vi phạm khác"


class Outcome(models.TextChoices):
    """What became of a violation. A reminder is no sanction; a team itself never fines."""

    REMINDER = "reminder", "Nhắc nhở (không phải hình thức xử phạt)"
    WARNING = "warning", "Phạt cảnh cáo"
    FINE = "fine", "Phạt tiền"
    SUSPENSION = "suspension", "Đình chỉ hoạt động"
    REVOCATION = "revocation", "Tước quyền sử dụng giấy phép"
    CONFISCATION = "confiscation", "Tịch thu tang vật, phương tiện"
    EXPULSION = "expulsion", "Trục xuất"
    TRANSFER = "transfer", "Chuyển cơ quan khác"
    PENDING = "pending", "Đang xử lý"

    @property
    def is_sanction(self) -> bool:
        return self in SANCTIONS


SANCTIONS = frozenset(
    {
        Outcome.WARNING,
        Outcome.FINE,
        Outcome.SUSPENSION,
        Outcome.REVOCATION,
        Outcome.CONFISCATION,
        Outcome.EXPULSION,
    }
)
# What may be added to a warning or a fine, and what stops the business for a time.
SUPPLEMENTS = (Outcome.SUSPENSION, Outcome.REVOCATION, Outcome.CONFISCATION)
STOPPING = frozenset({Outcome.SUSPENSION, Outcome.REVOCATION})

AWAITED = frozenset({InspectionState.PLANNED, InspectionState.DECIDED})
FOLLOWED = frozenset({InspectionState.VIOLATION, InspectionState.REMEDY, InspectionState.SETTLED})
EXECUTED = frozenset({InspectionState.CLEAN, *FOLLOWED, InspectionState.CLOSED})

DECIDE = Transition("decide", AWAITED, InspectionState.DECIDED)
RECORD_CLEAN = Transition("record_clean", AWAITED, InspectionState.CLEAN)
RECORD_VIOLATION = Transition("record_violation", AWAITED, InspectionState.VIOLATION)
GIVE_UP = Transition("give_up", AWAITED, InspectionState.COULD_NOT)
FIND_MORE = Transition("find_more", FOLLOWED | {InspectionState.CLEAN}, InspectionState.VIOLATION)
AWAIT_REMEDY = Transition("await_remedy", FOLLOWED, InspectionState.REMEDY)
SETTLE = Transition("settle", FOLLOWED, InspectionState.SETTLED)
REOPEN = Transition("reopen", FOLLOWED | {InspectionState.CLOSED}, InspectionState.VIOLATION)
CLOSE = Transition("close", FOLLOWED | {InspectionState.CLEAN}, InspectionState.CLOSED)


# --- Minutes -----------------------------------------------------------------------------------------


class Answer(models.TextChoices):
    """To one item of the checklist."""

    PASS = "pass", "Đạt"
    FAIL = "fail", "Không đạt"
    NOT_APPLICABLE = "na", "Không áp dụng"


class Signing(models.TextChoices):
    """What the establishment's representative did with the minutes."""

    SIGNED = "signed", "Đã ký biên bản"
    REFUSED = "refused", "Từ chối ký (có người chứng kiến)"


class Representative(models.TextChoices):
    """Who stood for the establishment: a role, never a name."""

    OWNER = "owner", "Chủ cơ sở"
    MANAGER = "manager", "Người quản lý"
    EMPLOYEE = "employee", "Nhân viên được giao trực"
    ABSENT = "absent", "Vắng mặt"


class FollowUpResult(models.TextChoices):
    """What a second visit (phúc tra) found."""

    REMEDIED = "remedied", "Đã khắc phục"
    NOT_REMEDIED = "not_remedied", "Chưa khắc phục, gia hạn"
    REPEATED = "repeated", "Tái phạm"


# --- Draw ---------------------------------------------------------------------------------------------


class DrawState(models.TextChoices):
    """From the frozen register to the approved plan. A commitment can be cancelled, but never in silence."""

    FROZEN = "frozen", "Đã chốt sổ"
    COMMITTED = "committed", "Đã công bố mã cam kết"
    DRAWN = "drawn", "Đã chọn mẫu"
    APPROVED = "approved", "Kế hoạch đã duyệt"
    PUBLISHED = "published", "Đã công khai"
    CANCELLED = "cancelled", "Đã hủy"


LISTED = frozenset({DrawState.DRAWN, DrawState.APPROVED, DrawState.PUBLISHED})
COMMIT = Transition("commit", frozenset({DrawState.FROZEN}), DrawState.COMMITTED)
HOLD = Transition("hold", frozenset({DrawState.COMMITTED}), DrawState.DRAWN)
APPROVE = Transition("approve", frozenset({DrawState.DRAWN}), DrawState.APPROVED)
PUBLISH = Transition("publish", frozenset({DrawState.APPROVED}), DrawState.PUBLISHED)
CANCEL = Transition("cancel", frozenset({DrawState.FROZEN, DrawState.COMMITTED}), DrawState.CANCELLED)


# --- Complaints ------------------------------------------------------------------------------------


class Channel(models.TextChoices):
    """How a report came in. Never from whom."""

    LETTER = "letter", "Đơn thư"
    PHONE = "phone", "Điện thoại, đường dây nóng"
    DIRECT = "direct", "Trực tiếp"
    ONLINE = "online", "Thư điện tử, cổng thông tin"
    AGENCY = "agency", "Cơ quan khác chuyển đến"
    PRESS = "press", "Báo chí"


class ComplaintState(models.TextChoices):
    RECEIVED = "received", "Đang xử lý"
    HANDLED = "handled", "Đã xử lý"


HANDLE = Transition("handle", frozenset({ComplaintState.RECEIVED}), ComplaintState.HANDLED)


# --- Import -------------------------------------------------------------------------------------------


class ImportState(models.TextChoices):
    """A workbook of establishments, from the upload to the register."""

    READING = "reading", "Đang đọc"
    FAULTY = "faulty", "Có lỗi, chưa nhập"
    READY = "ready", "Đọc xong, chờ xác nhận"
    APPLYING = "applying", "Đang nhập"
    DONE = "done", "Đã nhập"


FIND_FAULTS = Transition("find_faults", frozenset({ImportState.READING, ImportState.APPLYING}), ImportState.FAULTY)
BE_READY = Transition("be_ready", frozenset({ImportState.READING}), ImportState.READY)
APPLY = Transition("apply", frozenset({ImportState.READY}), ImportState.APPLYING)
BE_DONE = Transition("be_done", frozenset({ImportState.APPLYING}), ImportState.DONE)


# --- Licences -----------------------------------------------------------------------------------------


class LicenceKind(models.TextChoices):
    """Papers an establishment is asked for at an inspection."""

    BUSINESS = "business", "Giấy chứng nhận đăng ký doanh nghiệp, hộ kinh doanh"
    SECURITY = "security", "Giấy chứng nhận đủ điều kiện về an ninh, trật tự"
    TRADE = "trade", "Giấy phép chuyên ngành (karaoke, vũ trường…)"
    FIRE = "fire", "Giấy tờ về phòng cháy, chữa cháy"
    OTHER = "other", "Giấy tờ khác"
