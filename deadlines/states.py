"""What can be owed, what is told about it, and to whom it rises."""

from django.db import models


class ObligationKind(models.TextChoices):
    """What is owed; each kind has its own ladder."""

    REPORT = "report", "Báo cáo phải nộp"
    RETURNED = "returned", "Báo cáo bị trả lại, chưa chỉnh lý"
    SIGNATURE = "signature", "Chờ trưởng đơn vị ký gửi"
    REVIEW = "review", "Chờ phòng chủ trì xét"
    RECOMMENDATION = "recommendation", "Kiến nghị sau kiểm tra"
    TASK = "task", "Nhiệm vụ của kế hoạch"
    ACTION = "action", "Việc được giao"
    LETTER = "letter", "Văn bản chờ phát hành"


class ActKind(models.TextChoices):
    """What the engine means to say."""

    OPENING = "opening", "Mở kỳ"
    UPCOMING = "upcoming", "Sắp đến hạn"
    DUE = "due", "Ngày cuối"
    OVERDUE = "overdue", "Quá hạn"
    RETURNED = "returned", "Chưa chỉnh lý"
    WAITING_SIGNATURE = "waiting_signature", "Chờ ký gửi"
    WAITING_REVIEW = "waiting_review", "Chờ xét"
    RECOMMENDATION = "recommendation_overdue", "Kiến nghị quá hạn"
    ESCALATION = "escalation", "Báo lên cấp trên"


class Level(models.IntegerChoices):
    """Whom a step reaches, from the desk upwards."""

    DOER = 0, "Người làm"
    HEAD = 1, "Trưởng đơn vị"
    ROOM = 2, "Phòng chủ trì"
    LEADER = 3, "Lãnh đạo Sở"


class Channel(models.TextChoices):
    """How an intent reaches a person."""

    INSTANT = "instant", "Thư riêng"
    DIGEST = "digest", "Thư tổng hợp 07:30"
    PORTAL = "portal", "Chỉ trong cổng"


class Roll(models.TextChoices):
    """What becomes of the last day's reminder when that day is no working day. The deadline itself never moves."""

    NONE = "none", "Giữ nguyên ngày"
    EARLIER = "earlier", "Nhắc vào ngày làm việc liền trước"
