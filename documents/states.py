"""What a file that somebody brings back may turn out to be, and what the virus scanner said of an upload."""

from django.db import models


class Verdict(models.TextChoices):
    """Of one PDF, the gravest finding first."""

    UNREADABLE = "unreadable", "Không đọc được tệp"
    CHANGED = "changed", "Tệp đã bị thay đổi"
    FOREIGN = "foreign", "Không phải văn bản của cổng này"
    UNKNOWN_SIGNER = "unknown_signer", "Không rõ người ký"
    EXTENDED = "extended", "Có ghi thêm trước khi ký"
    UNSIGNED = "unsigned", "Đúng văn bản, chưa ký số"
    GENUINE = "genuine", "Văn bản thật"

    @property
    def advice(self) -> str:
        """What it means and what to do."""
        return ADVICE[self]


ADVICE = {
    Verdict.UNREADABLE: "Tệp bị cắt cụt, không phải PDF, hoặc đọc quá lâu. Hãy thử lại, hoặc lấy lại tệp từ nơi gửi.",
    Verdict.CHANGED: (
        "Nội dung không còn đúng như lúc in hoặc lúc ký. Không dùng tệp này; hãy lấy lại bản gốc từ nơi ban hành."
    ),
    Verdict.FOREIGN: (
        "Cổng này không in tệp này, nên không biết nội dung có đúng không; dưới đây chỉ nói về các chữ ký trong tệp."
    ),
    Verdict.UNKNOWN_SIGNER: (
        "Đúng văn bản, chưa ai sửa, nhưng có chữ ký mà chứng thư không thuộc nơi cấp cổng đã biết. Hãy hỏi lại người"
        " ký, hoặc nhờ quản trị thêm chứng thư gốc của nơi cấp."
    ),
    Verdict.EXTENDED: (
        "Chữ ký hợp lệ, sau khi ký chưa ai sửa; nhưng trước khi ký, trang in đã được ghi thêm (thường là số, ngày do"
        " phần mềm của văn thư ghi). Hãy so với bản chốt tải từ cổng."
    ),
    Verdict.UNSIGNED: "Đúng từng byte tệp cổng đã in, nhưng chưa có chữ ký số nào.",
    Verdict.GENUINE: "Đúng văn bản cổng đã in, chữ ký hợp lệ, từ khi ký chưa bị sửa một byte.",
}


class ScanState(models.TextChoices):
    """What the virus scanner said of a stored file; empty: there was none when it was kept."""

    NONE = "", "Không quét vi-rút"
    WAITING = "waiting", "Đang chờ quét vi-rút"
    CLEAN = "clean", "Đã quét vi-rút"
    INFECTED = "infected", "Có mã độc, đã gỡ"
