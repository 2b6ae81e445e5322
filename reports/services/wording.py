"""The sentences of the consolidated report: which figures stand where. Words as data.

``{N101}`` becomes the total with its unit of measure, ``{N101#}`` how many units it counts ("6/11"),
``{N101~}`` the change over the same period last year, as a clause of its own or nothing. An unknown
figure says that it is unknown.
"""

import re
from collections.abc import Iterable, Mapping

TOKEN = re.compile(r"\{([A-Z]+\d+)([~#]?)\}")
NBSP = "\u00a0"
UNKNOWN = "[chưa có số liệu]"
SHOWN = 4

SENTENCES: dict[str, list[str]] = {
    "I": [
        "Đến hết kỳ báo cáo, tại {TH01#} huyện, thành phố có báo cáo được duyệt, có {TH01} kinh doanh dịch vụ dễ bị"
        " lợi dụng để hoạt động mại dâm đang hoạt động{TH01~}, với {TH02} làm việc, trong đó {TH03} có hợp đồng lao"
        " động bằng văn bản; {TH04} đã ký cam kết với Ủy ban nhân dân cấp xã.",
        "Số xã, phường, thị trấn có phát sinh tệ nạn mại dâm: {TH09}, trên {TH08} của các huyện, thành phố nêu trên.",
    ],
    "II.1": [
        "Số đơn vị đã ban hành kế hoạch phòng, chống mại dâm năm: {N201} (số đơn vị có số liệu: {N201#})."
        " Các đơn vị ban hành {N203} chỉ đạo, hướng dẫn{N203~}.",
    ],
    "II.2": [
        "Các đơn vị tổ chức {N101} tuyên truyền trực tiếp{N101~}, trong đó lồng ghép {N102}, với {N103} người tham"
        " dự{N103~}; cấp phát {N104} rơi, tờ gấp; treo, dựng {N105} pa nô, áp phích, băng rôn; đăng {N107} trên báo,"
        " đài, cổng thông tin điện tử và {N110} trên mạng xã hội.",
        "Tỷ lệ xã, phường, thị trấn có ít nhất một hình thức tuyên truyền được duy trì: {N112}. Tỷ lệ cán bộ, công"
        " chức, viên chức, người lao động của ngành được tuyên truyền: {N115}; tỷ lệ học sinh, sinh viên các cơ sở"
        " giáo dục nghề nghiệp được tuyên truyền: {N118}.",
    ],
    "II.3": [
        "Số đơn vị lồng ghép hoạt động tuyên truyền và duy trì thường xuyên: {N202}; tổ chức {N205} lồng ghép{N205~}."
        " Tư vấn, giới thiệu việc làm cho {N206}, hỗ trợ học nghề cho {N208} thuộc nhóm phụ nữ có nguy cơ.",
    ],
    "II.4": [
        "Thực hiện {N301} tiếp cận, tư vấn; hỗ trợ {N302}, trong đó tạo hoặc giới thiệu việc làm cho {N306}.",
    ],
    "II.5": [
        "Kiện toàn {N401} kiểm tra liên ngành; tổ chức {N404} kiểm tra{N404~}, với {N405} kiểm tra tại {N406} không"
        " trùng{N406~}.",
        "Phát hiện {N409} vi phạm với {N410} vi phạm; nhắc nhở, yêu cầu khắc phục {N412}; phạt tiền {N414}, số tiền"
        " {N415}; kiến nghị, chuyển cơ quan khác xử lý: {N418}. Số vụ mại dâm lực lượng chức năng phát hiện, triệt phá:"
        " {N420}, liên quan {N421}.",
    ],
    "II.6": [
        "Tổ chức {N501} tập huấn, {N502} tham gia; tỷ lệ cán bộ làm công tác phòng, chống tệ nạn xã hội được tập huấn:"
        " {N505}.",
    ],
    "II.8": ["Kinh phí được giao lũy kế {KP01}{KP01~}; đã thực hiện {KP02}."],
}


def prose_number(text: str) -> str:
    """Small counts are written with two digits in prose: "2" → "02"; others as they are."""
    return text.zfill(2) if text.isdigit() and 0 < int(text) < 10 else text


def hole(names: Iterable[str]) -> str:
    """ "[chưa có số liệu: Bình Gia, Văn Quan]"; at most four names, the others are counted."""
    names = list(dict.fromkeys(names))
    more = f" và {len(names) - SHOWN} đơn vị khác" if len(names) > SHOWN else ""
    return f"[chưa có số liệu: {', '.join(names[:SHOWN])}{more}]" if names else UNKNOWN


def sentence(template: str, lines: dict[str, dict], holes: Mapping[str, list[str]] | None = None) -> str:
    """Fill one template from the frozen lines of a snapshot.

    Args:
        holes: code → units without a figure; with it the sentence ends with the names of those it lacks.
    """
    lacking = [name for match in TOKEN.finditer(template) for name in (holes or {}).get(match[1], [])]

    def fill(match: re.Match) -> str:
        line, mark = lines.get(match[1]), match[2]
        if line is None or line["value"] is None:
            return "" if mark == "~" else UNKNOWN
        return {"": _figure, "~": _change, "#": _coverage}[mark](line)

    text = TOKEN.sub(fill, template)
    text = (text[:1].upper() + text[1:]).replace(" %", f"{NBSP}%")
    return f"{text} {hole(lacking)}" if lacking else text


def _figure(line: dict) -> str:
    text = prose_number(line["total"])
    return text if text.endswith("%") else f"{text} {line['unit_of_measure']}"


def _coverage(line: dict) -> str:
    return line["coverage"]


def _change(line: dict) -> str:
    """ ", tăng 17 cơ sở (5,4 %) so với cùng kỳ"; nothing where there is no comparison."""
    if line["change"] in ("–", ""):
        return ""
    amount, _, share = line["change"].partition(" (")
    if amount != "không đổi":
        word, number = amount.split(" ", 1)
        amount = f"{word} {prose_number(number)} {line['unit_of_measure']}"
    share = "" if share in ("", "–)") else f" ({share}"
    return f", {amount}{share} so với cùng kỳ"
