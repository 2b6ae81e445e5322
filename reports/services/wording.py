"""The sentences of the consolidated report: which figures stand where. Words as data.

``{N101}`` becomes the total with its unit of measure, ``{N101=}`` the number alone, ``{N101#}`` how many units it
counts ("6/11"), ``{N101~}`` the change over the same period last year, as a clause of its own or nothing. An unknown
figure says that it is unknown. ``[[N418|words|other words]]`` are the other words where N418 is 0: what did not
happen is said in words ("không phát sinh").
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

TOKEN = re.compile(r"\{([A-Z]+\d+)([~#=]?)\}")
EITHER = re.compile(r"\[\[([A-Z]+\d+)\|([^|\]]*)\|([^|\]]*)\]\]")
NBSP = "\u00a0"
UNKNOWN = "[chưa có số liệu]"
SHOWN = 4
PERCENT = re.compile(r"(?<=\d)[ \u00a0]%")
DISTRICTS = re.compile(r"(.+) huyện (.+)")
Marked = Callable[[str, str], str]  # (code, figure as printed) → the figure, perhaps with its code

SENTENCES: dict[str, list[str]] = {
    "I": [
        "Đến hết kỳ báo cáo, trên địa bàn tỉnh (số liệu của {TH01#} huyện, thành phố) có {TH01} kinh doanh dịch vụ dễ bị"
        " lợi dụng để hoạt động mại dâm{TH01~}; {TH02} làm việc tại các cơ sở này, trong đó {TH03} có hợp đồng lao động"
        " bằng văn bản; {TH04} đã ký cam kết với Ủy ban nhân dân cấp xã.",
        "[[TH09|Có {TH09=} xã, phường, thị trấn phát sinh tệ nạn mại dâm, trên tổng số {TH08=} của các huyện, thành phố nêu trên|Không có xã, phường, thị trấn phát sinh"
        " tệ nạn mại dâm]].",
    ],
    "II.1": [
        "Có {N201} đã ban hành kế hoạch phòng, chống mại dâm trong năm (trong số {N201#} đơn vị có số liệu);"
        " [[N203|các đơn vị ban hành {N203} chỉ đạo, hướng dẫn{N203~}|không ban hành văn bản chỉ đạo, hướng dẫn nào khác]].",
    ],
    "II.2": [
        "Các đơn vị tổ chức {N101} tuyên truyền trực tiếp{N101~}, trong đó lồng ghép {N102}, với {N103} người tham"
        " dự{N103~}; cấp phát {N104=} tờ rơi, tờ gấp; treo, dựng {N105=} pa nô, áp phích, băng rôn; đăng {N107=} tin, bài"
        " trên báo, đài, cổng thông tin điện tử và {N110} trên mạng xã hội.",
        "Có {N112} số xã, phường, thị trấn duy trì ít nhất một hình thức tuyên truyền; {N115} cán bộ, công chức, viên"
        " chức, người lao động của ngành và {N118} học sinh, sinh viên các cơ sở giáo dục nghề nghiệp được tuyên truyền.",
    ],
    "II.3": [
        "Có {N202} lồng ghép nội dung phòng, chống mại dâm vào tuyên truyền và duy trì thường xuyên;"
        " [[N205|các đơn vị tổ chức {N205} lồng ghép{N205~}|không phát sinh hoạt động lồng ghép khác]].",
        "[[N206|Tư vấn, giới thiệu việc làm cho {N206} thuộc nhóm phụ nữ có nguy cơ|Không phát sinh trường hợp phụ nữ có"
        " nguy cơ được tư vấn, giới thiệu việc làm]]; [[N208|hỗ trợ học nghề cho {N208}|không phát sinh trường hợp được"
        " hỗ trợ học nghề]].",
    ],
    "II.4": [
        "[[N301|Thực hiện {N301} tiếp cận, tư vấn|Không phát sinh lượt tiếp cận, tư vấn]]; [[N302|hỗ trợ {N302} bán dâm"
        "|không phát sinh người bán dâm được hỗ trợ]][[N306|, trong đó tạo hoặc giới thiệu việc làm cho {N306}|]].",
    ],
    "II.5": [
        "[[N401|Kiện toàn {N401} kiểm tra liên ngành|Không kiện toàn Đội kiểm tra liên ngành]]; [[N404|tổ chức {N404} kiểm"
        " tra{N404~}, với {N405=} lượt kiểm tra tại {N406} (không tính trùng){N406~}|không tổ chức cuộc kiểm tra]].",
        "[[N409|Phát hiện {N409} vi phạm với {N410} vi phạm; nhắc nhở, yêu cầu khắc phục {N412=} lượt cơ sở|Không phát hiện"
        " cơ sở vi phạm]]; [[N414|phạt tiền {N414=} lượt cơ sở, số tiền {N415}|không phát sinh phạt tiền]]; [[N418|kiến"
        " nghị, chuyển cơ quan khác xử lý {N418}|không phát sinh vụ phải chuyển cơ quan khác xử lý]].",
        "[[N420|Lực lượng chức năng phát hiện, triệt phá {N420} mại dâm{N420~}; liên quan {N421}|Không phát sinh vụ mại dâm"
        " được phát hiện, triệt phá]].",
    ],
    "II.6": [
        "[[N501|Tổ chức {N501} tập huấn với {N502=} lượt người tham gia|Không tổ chức lớp tập huấn]]; {N505} cán bộ trực"
        " tiếp làm công tác phòng, chống tệ nạn xã hội được tập huấn.",
    ],
    "II.8": ["Kinh phí được giao lũy kế {KP01}{KP01~}; đã thực hiện {KP02}."],
}


def joined_percent(text: str) -> str:
    """On paper the sign stands at its number, as in the plan itself: "92,0 %" → "92,0%"."""
    return PERCENT.sub("%", text)


def prose_number(text: str) -> str:
    """Small counts are written with two digits in prose: "2" → "02"; others as they are."""
    return text.zfill(2) if text.isdigit() and 0 < int(text) < 10 else text


def hole(names: Iterable[str]) -> str:
    """ "[chưa có số liệu: Bình Gia, Văn Quan]"; at most four names, the others are counted."""
    names = list(dict.fromkeys(names))
    more = f" và {len(names) - SHOWN} đơn vị khác" if len(names) > SHOWN else ""
    return f"[chưa có số liệu: {', '.join(names[:SHOWN])}{more}]" if names else UNKNOWN


def together(names: Iterable[str]) -> str:
    """Offices of the same name are named once: "Thanh tra Sở; Phòng LĐTBXH-DT các huyện Bình Gia, Văn Quan"."""
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        found = DISTRICTS.fullmatch(name)
        groups.setdefault(found[1] if found else name, []).append(found[2] if found else "")
    return "; ".join(_office(office, districts) for office, districts in groups.items())


def _office(office: str, districts: list[str]) -> str:
    if districts == [""]:
        return office
    return f"{office} {'các huyện' if len(districts) > 1 else 'huyện'} {', '.join(districts)}"


def plain_figure(code: str, text: str) -> str:
    """A figure without its code."""
    return text


def sentence(
    template: str,
    lines: dict[str, dict],
    holes: Mapping[str, list[str]] | None = None,
    *,
    marked: Marked = plain_figure,
) -> str:
    """Fill one template from the frozen lines of a snapshot.

    Args:
        holes: code → units without a figure; with it the sentence ends with the names of those it lacks.
        marked: what puts the code to a figure.
    """
    lacking = [name for found in TOKEN.finditer(template) for name in (holes or {}).get(found[1], [])]

    def fill(found: re.Match) -> str:
        line, sign = lines.get(found[1]), found[2]
        if line is None or line["value"] is None:
            return "" if sign == "~" else UNKNOWN
        if sign in ("~", "#"):
            return _change(line) if sign == "~" else line["coverage"]
        return marked(found[1], prose_number(line["total"]) if sign else _figure(line))

    text = TOKEN.sub(fill, EITHER.sub(lambda found: found[3 if _is_zero(lines.get(found[1])) else 2], template))
    text = joined_percent(text[:1].upper() + text[1:])
    return f"{text} {hole(lacking)}" if lacking else text


def _is_zero(line: dict | None) -> bool:
    return line is not None and line["value"] is not None and not Decimal(line["value"])


def _figure(line: dict) -> str:
    text = prose_number(line["total"])
    return text if text.endswith("%") else f"{text} {line['unit_of_measure']}"


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


def changes_apart(change: str) -> tuple[str, str]:
    """Difference and percent as columns of a table: "giảm 11 (14,3 %)" → ("-11", "-14,3"); base 0 → ("+2", "–")."""
    if change in ("–", ""):
        return "–", "–"
    if change == "không đổi":
        return "0", "0"
    amount, _, share = change.partition(" (")
    word, number = amount.split(" ", 1)
    sign = "+" if word == "tăng" else "-"
    share = share.rstrip(")").removesuffix("%").strip()
    return sign + number.removesuffix(" điểm %"), sign + share if share not in ("", "–") else "–"
