"""The sentences of the consolidated report: which figures stand where. Words as data.

``{N101}`` becomes the total with its unit of measure, ``{N101~}`` the same with the change
over the same period last year. A sentence whose first figure is unknown says so.
"""

import re

TOKEN = re.compile(r"\{([A-Z]+\d+)(~?)\}")
UNKNOWN = "[chưa có số liệu]"

SENTENCES: dict[str, list[str]] = {
    "I": [
        "Đến hết kỳ báo cáo, trên địa bàn tỉnh có {TH01~} kinh doanh dịch vụ dễ bị lợi dụng để hoạt động mại dâm"
        " đang hoạt động, với {TH02~} làm việc, trong đó {TH03} có hợp đồng lao động bằng văn bản; {TH04} đã ký"
        " cam kết với Ủy ban nhân dân cấp xã.",
        "Số xã, phường, thị trấn có phát sinh tệ nạn mại dâm: {TH09}, trên tổng số {TH08}.",
    ],
    "II.1": [
        "Số đơn vị đã ban hành kế hoạch phòng, chống mại dâm năm: {N201}. Các đơn vị ban hành {N203~} chỉ đạo, hướng dẫn.",
    ],
    "II.2": [
        "Các đơn vị tổ chức {N101~} tuyên truyền trực tiếp, trong đó lồng ghép {N102}, với {N103~} người tham dự;"
        " cấp phát {N104} tờ rơi, tờ gấp; treo, dán {N105} pa nô, áp phích, băng rôn; đăng {N107} trên báo, đài,"
        " cổng thông tin điện tử và {N110} trên mạng xã hội.",
        "Tỷ lệ xã, phường, thị trấn có ít nhất một hình thức tuyên truyền được duy trì: {N112}. Tỷ lệ cán bộ, công"
        " chức, viên chức, người lao động của ngành được tuyên truyền: {N115}; tỷ lệ học sinh, sinh viên các cơ sở"
        " giáo dục nghề nghiệp được tuyên truyền: {N118}.",
    ],
    "II.3": [
        "Số đơn vị tổ chức lồng ghép hoạt động tuyên truyền và duy trì thường xuyên: {N202}; tổ chức {N205~} lồng"
        " ghép. Tư vấn, giới thiệu việc làm cho {N206}, hỗ trợ học nghề cho {N208} thuộc nhóm phụ nữ có nguy cơ.",
    ],
    "II.4": [
        "Thực hiện {N301} tiếp cận, tư vấn; hỗ trợ {N302}, trong đó tạo hoặc giới thiệu việc làm cho {N306}.",
    ],
    "II.5": [
        "Kiện toàn {N401} kiểm tra liên ngành; tổ chức {N404~} kiểm tra, {N405} kiểm tra tại {N406~} (không trùng),"
        " đạt {N407} số cơ sở đang hoạt động.",
        "Phát hiện {N409} vi phạm với {N410} vi phạm; nhắc nhở, yêu cầu khắc phục {N412}; phạt tiền {N414}, số tiền"
        " {N415}; kiến nghị, chuyển cơ quan khác xử lý {N418}. Lực lượng chức năng phát hiện, triệt phá {N420} mại"
        " dâm, {N421} liên quan.",
    ],
    "II.6": [
        "Tổ chức {N501} tập huấn cho {N502} tham gia; tỷ lệ cán bộ làm công tác phòng, chống tệ nạn xã hội được tập"
        " huấn: {N505}.",
    ],
    "II.8": ["Kinh phí được giao lũy kế {KP01~}; đã thực hiện {KP02}."],
}


def prose_number(text: str) -> str:
    """Small counts are written with two digits in prose: "2" → "02"; others as they are."""
    return text.zfill(2) if text.isdigit() and 0 < int(text) < 10 else text


def sentence(template: str, lines: dict[str, dict]) -> str:
    """Fill one template from the frozen lines of a snapshot."""

    def fill(match: re.Match) -> str:
        line = lines.get(match[1])
        if line is None or line["value"] is None:
            return UNKNOWN
        return _figure(line, compare=bool(match[2]))

    text = TOKEN.sub(fill, template)
    return text[:1].upper() + text[1:]


def _figure(line: dict, *, compare: bool) -> str:
    text = prose_number(line["total"])
    if not text.endswith("%"):
        text = f"{text} {line['unit_of_measure']}"
    if compare and line["change"] not in ("–", ""):
        moved = line["change"].replace(" (–)", "")  # last year 0: the absolute figure only
        text += f" ({moved.replace(' (', ', ').replace(')', '')} so với cùng kỳ)"
    return text
