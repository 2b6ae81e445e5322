"""Kinds and code lists of plans, indicators and periods."""

from django.db import models

from kit.workflow import Transition


class ClauseKind(models.TextChoices):
    PREAMBLE = "preamble", "Mở đầu"
    PART = "part", "Phần"
    HEADING = "heading", "Khoản"
    PARAGRAPH = "paragraph", "Đoạn"
    BULLET = "bullet", "Gạch đầu dòng"


class TargetKind(models.TextChoices):
    """What a target counts: decides its denominator and where it is computed from."""

    UNITS = "units", "Đơn vị"
    PEOPLE = "people", "Người"
    ESTABLISHMENTS = "establishments", "Cơ sở kinh doanh"
    COUNT = "count", "Số lượng (lớp, cuộc, xã…)"
    QUALITY = "quality", "Định tính, không có số"


SHARES = (TargetKind.UNITS, TargetKind.PEOPLE, TargetKind.ESTABLISHMENTS)


class Measure(models.TextChoices):
    """Where an objective's value comes from. What the portal cannot count is typed, with a reason."""

    TYPED = "typed", "Ghi tay kèm lý do"
    COMMUNICATION = "communication", "Hoạt động tuyên truyền đơn vị đã ghi"
    OWN_PLANS = "own_plans", "Kế hoạch riêng đơn vị đã nộp và thực hiện"
    PEOPLE_REACHED = "people_reached", "Số người được tuyên truyền trong báo cáo được duyệt"
    COVERAGE = "coverage", "Sổ cơ sở và sổ kiểm tra"


class Comparator(models.TextChoices):
    AT_LEAST = "≥", "ít nhất"
    EXACTLY = "=", "bằng"
    AT_MOST = "≤", "không quá"


class Duty(models.TextChoices):
    LEAD = "lead", "Chủ trì"
    COORDINATE = "coordinate", "Phối hợp"
    CARRY_OUT = "carry_out", "Thực hiện"


class PeriodKind(models.TextChoices):
    """An enumeration, not a flag: [TT-178] asks for quarters as well."""

    QUARTER_1 = "Q1", "quý I"
    FIRST_HALF = "6T", "6 tháng đầu năm"
    QUARTER_3 = "Q3", "quý III"
    YEAR = "NAM", "năm"


class ValueKind(models.TextChoices):
    INTEGER = "integer", "Số nguyên"
    DECIMAL = "decimal", "Số thập phân"
    YES_NO = "yes_no", "Có/Không"
    PERCENT = "percent", "Tỷ lệ phần trăm"


class Source(models.TextChoices):
    TYPED = "typed", "Đơn vị khai"
    COMPUTED = "computed", "Hệ thống tính"
    SYSTEM = "system", "Hệ thống biết"


class AcrossUnits(models.TextChoices):
    SUM = "sum", "Cộng"
    RATIO = "ratio", "Tính lại tỷ lệ từ tổng"
    DISTINCT = "distinct", "Không trùng (cộng là cận trên)"
    COUNT_YES = "count_yes", "Đếm số đơn vị “Có”"


class AcrossTime(models.TextChoices):
    FLOW = "flow", "Cộng dồn"
    LAST = "last", "Số cuối kỳ"
    MAX = "max", "Lũy kế không trùng"
    RATIO = "ratio", "Tính lại tỷ lệ"


class Severity(models.TextChoices):
    ERROR = "error", "Phải sửa"
    WARNING = "warning", "Cần giải trình"


class ActionKind(models.TextChoices):
    """Where a piece of work came from; all are followed alike."""

    INSTRUCTION = "instruction", "Chỉ đạo của lãnh đạo"
    REVIEW = "review", "Ý kiến khi xét báo cáo"
    RECOMMENDATION = "recommendation", "Kiến nghị sau kiểm tra"


class ActionState(models.TextChoices):
    OPEN = "open", "Đang thực hiện"
    DONE = "done", "Đã làm, chờ xác nhận"
    VERIFIED = "verified", "Đã xác nhận xong"


FINISH_ACTION = Transition("finish", frozenset({ActionState.OPEN}), ActionState.DONE)
VERIFY_ACTION = Transition("verify", frozenset({ActionState.DONE}), ActionState.VERIFIED)
REOPEN_ACTION = Transition("reopen", frozenset({ActionState.DONE, ActionState.VERIFIED}), ActionState.OPEN)


class Recurrence(models.TextChoices):
    """How often a task falls due within the year."""

    ONCE = "once", "Một lần"
    QUARTERLY = "quarterly", "Hằng quý"
    CONTINUOUS = "continuous", "Thường xuyên"


class ProgressState(models.TextChoices):
    """What a unit says of its part of a task. Nothing said yet is no row."""

    STARTED = "started", "Đang thực hiện"
    DONE = "done", "Đã hoàn thành"
    BLOCKED = "blocked", "Đang vướng mắc"


class EventKind(models.TextChoices):
    """What was held, published or handed out; which indicators each counts for stands in plans.figures."""

    SESSION = "session", "Buổi tuyên truyền trực tiếp"
    LEAFLET = "leaflet", "Cấp phát tờ rơi, tờ gấp"
    POSTER = "poster", "Treo, dựng pa nô, áp phích, băng rôn"
    HANDBOOK = "handbook", "Cấp phát tài liệu, sổ tay"
    ARTICLE = "article", "Tin, bài trên báo, đài, cổng thông tin"
    PROGRAMME = "programme", "Chuyên trang, chuyên mục, phóng sự, tiểu phẩm"
    BROADCAST = "broadcast", "Phát thanh cơ sở"
    SOCIAL = "social", "Bài đăng mạng xã hội"
    INTEGRATED = "integrated", "Hoạt động lồng ghép cùng chương trình khác"
    TRAINING = "training", "Lớp tập huấn"
    MONITORING = "monitoring", "Cuộc kiểm tra, giám sát thực hiện kế hoạch"
    MEETING = "meeting", "Hội nghị sơ kết, tổng kết, giao ban"


class SessionForm(models.TextChoices):
    """Form of a communication session: the sub-rows of N101."""

    CONFERENCE = "hoi_nghi", "Hội nghị"
    TOPICAL = "chuyen_de", "Sinh hoạt chuyên đề"
    TALK = "toa_dam", "Tọa đàm"
    VILLAGE = "hop_thon", "Họp thôn, khối phố"
    EXTRACURRICULAR = "ngoai_khoa", "Ngoại khóa"
    CLUB = "clb", "Câu lạc bộ"


class Audience(models.TextChoices):
    """For whom it was mainly: the sub-rows of N103."""

    STAFF = "can_bo", "Cán bộ, công chức, viên chức, người lao động"
    STUDENTS = "hssv", "Học sinh, sinh viên"
    EMPLOYEES = "nhan_vien", "Nhân viên cơ sở kinh doanh dịch vụ"
    RESIDENTS = "nguoi_dan", "Người dân"


class DraftState(models.TextChoices):
    """A plan that was read from a file: waits for a person, was written, or was put aside."""

    READING = "reading", "Đang đọc"
    UNREADABLE = "unreadable", "Không đọc được"
    OPEN = "open", "Chờ xác nhận"
    WRITTEN = "written", "Đã nhập"
    DROPPED = "dropped", "Đã bỏ"


class ClauseRole(models.TextChoices):
    """What a clause of a draft is taken for."""

    TEXT = "text", "Chỉ là lời văn"
    OBJECTIVE = "objective", "Mục tiêu"
    GROUP = "group", "Nhóm nhiệm vụ"
    TASK = "task", "Nhiệm vụ"
    DUTY = "duty", "Trách nhiệm của đơn vị"


WRITE_DRAFT = Transition("write", frozenset({DraftState.OPEN}), DraftState.WRITTEN)
READ_DRAFT = Transition("read", frozenset({DraftState.READING}), DraftState.OPEN)
FAIL_DRAFT = Transition("fail", frozenset({DraftState.READING}), DraftState.UNREADABLE)
DROP_DRAFT = Transition("drop", frozenset({DraftState.OPEN, DraftState.UNREADABLE}), DraftState.DROPPED)
