"""The minutes of a draw (Biên bản chọn mẫu) as an official document, printed by a worker."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Territory, User
from audit.services.journal import record
from documents import layout
from documents.services.printing import freeze_document, print_document
from inspections.figures.draw import CERTAIN, RAISED
from inspections.models import Draw
from inspections.states import EstablishmentType
from jobs.models import Job
from jobs.services.queue import enqueue
from kit.numbers import show
from kit.permissions import require
from kit.workflow import InvalidTransition

RISKS = {CERTAIN: "Chọn chắc chắn", RAISED: "Cao"}


@transaction.atomic
def order_minutes(draw: Draw, *, by: User, at: datetime) -> Job:
    """Freeze the minutes as the list stands now and order their printing; earlier ones stay as they are.

    Raises PermissionDenied, or InvalidTransition before the draw was held.
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("team__unit").get(pk=draw.pk)
    require(by, "inspections.hold_draw", draw)
    if not draw.is_listed or draw.record is None:
        raise InvalidTransition("minutes: nothing has been drawn")
    content = minutes_content(draw)
    document = draw.minutes = freeze_document(
        kind="draw-minutes", title=f"Biên bản {content['subject'].lower()}", content=content, by=by, at=at
    )
    draw.save(update_fields=["minutes"])
    record(draw, "draw.minutes_ordered", by=by, at=at, document=document.pk)
    return enqueue("draw-minutes", document.pk, key=f"draw-minutes:{document.pk}")


def print_minutes(pk: int, *, job_pk: int) -> None:
    """Job handler: print the frozen document ``pk``. Safe to repeat."""
    print_document(pk)


def minutes_content(draw: Draw) -> layout.Content:
    """All that is signed: rules, commitment, seed, strata, replacements and the list. [NĐ-30] Phụ lục I, III."""
    found, unit = draw.record or {}, draw.team.unit
    held = timezone.localtime(draw.drawn_at).date() if draw.drawn_at else None
    return {
        "letterhead": layout.letterhead(unit.letterhead_superior, draw.team.name),
        "number": "",
        "symbol": "BB-ĐKT178",
        "place": "Lạng Sơn",
        "date_text": layout.vietnamese_date_text(held),
        "type_name": "BIÊN BẢN",
        "subject": layout.subject_text(f"Chọn mẫu cơ sở kiểm tra năm {draw.year}"),
        "addressees": [],
        "grounds": [],
        "body": [*_how(draw, found), *_what(found), *_changes(found), *_signers(draw)],
        "signature": {"prefix": "", "title": "ĐỘI TRƯỞNG", "name": ""},
        "recipients": ["Thành viên Đội;", "Cơ quan thường trực;"],
        "archive": "Hồ sơ kiểm tra",
        "appendices": [_list(draw)],
        "watermark": "",
        "demo_mark": "DỮ LIỆU MINH HỌA" if settings.DEMO else "",
    }


def _how(draw: Draw, found: dict) -> list[layout.Block]:
    rules = draw.rules
    percent = rules["quota_percent"].replace(".", ",")
    only = " có điều kiện" if draw.conditional_only else ""
    excluded = len(draw.excluded)
    return [
        layout.section(1, "CĂN CỨ, QUY TẮC"),
        *layout.narrative(
            f"Sổ cơ sở kinh doanh dịch vụ{only} chốt ngày {draw.frozen_on:%d/%m/%Y} có {show(len(draw.frame))} cơ sở"
            f" đang hoạt động trên địa bàn của Đội; {f'{excluded} cơ sở' if excluded else 'không cơ sở nào'} bị loại"
            f" khỏi diện chọn. Mỗi huyện, thành phố chọn {percent} % số cơ sở đang hoạt động, làm tròn lên."
            f"\nCơ sở từ {rules['certain_from']} điểm rủi ro trở lên được chọn chắc chắn và tính vào số lượng của"
            " huyện. Số còn lại chia cho các tầng (loại hình × mức rủi ro) theo tỷ lệ số cơ sở, phần dư lớn nhất nhận"
            f" trước; mức cao từ {rules['raised_from']} điểm. Trong mỗi tầng, cơ sở có mã băm nhỏ hơn được chọn trước."
        ),
        layout.section(2, "CAM KẾT VÀ HẠT GIỐNG"),
        *_keys(draw, found),
    ]


def _keys(draw: Draw, found: dict) -> list[layout.Block]:
    lines = (
        ("Mã cam kết, công bố lúc " + _moment(draw.committed_at), draw.commitment),
        ("Mã băm của sổ đã chốt", found["register_digest"]),
        ("Hạt giống", draw.seed),
        ("Số do người chứng kiến đọc", draw.witness),
        ("Chọn mẫu lúc", _moment(draw.drawn_at)),
        ("Mã băm của biên bản máy đọc", found["digest"]),
    )
    columns = [layout.column("Nội dung", "52mm"), layout.column("Giá trị")]
    rows = [layout.row(label, _broken(value)) for label, value in lines]
    how = (
        "Mã băm của từng cơ sở là SHA-256 của “hạt giống|số người chứng kiến|mã cơ sở”. Ai có tệp biên bản máy đọc đều"
        " tính lại được danh sách bằng lệnh: manage.py verify_draw TỆP.json."
    )
    return [layout.table(columns, rows), *layout.narrative(how)]


def _what(found: dict) -> list[layout.Block]:
    names = _district_names(found)
    columns = [
        layout.column("Địa bàn", "38mm"), layout.column("Loại hình"), layout.column("Mức rủi ro", "27mm"),
        layout.column("Số cơ sở", "18mm", "right"), layout.column("Chọn", "16mm", "right"),
    ]  # fmt: skip
    rows = [
        layout.row(
            names.get(each["district"], each["district"]), _kind(each["type"]), RISKS.get(each["risk"], "Thường"),
            show(each["size"]), show(each["quota"]),
        )
        for each in found["strata"]
    ]  # fmt: skip
    size, quota = (sum(each[key] for each in found["strata"]) for key in ("size", "quota"))
    rows.append(layout.row("Cộng", "", "", show(size), show(quota), kind="total"))
    return [layout.section(3, "SỐ LƯỢNG THEO TẦNG"), layout.table(columns, rows)]


def _changes(found: dict) -> list[layout.Block]:
    excluded = [row for row in found["register"] if row["excluded"]]
    lines = [f"- Loại khỏi diện chọn {row['code']}: {row['excluded']}." for row in excluded]
    lines += [
        f"- Thay {each['out']} bằng {each['into'] or '(không còn cơ sở để thay)'}: {each['reason']}."
        for each in found["replacements"]
    ]
    return [layout.section(4, "LOẠI TRỪ, THAY THẾ"), *layout.narrative("\n".join(lines) or "Không có.")]


def _signers(draw: Draw) -> list[layout.Block]:
    columns = [
        layout.column("TT", "10mm", "center"), layout.column("Họ và tên"), layout.column("Chức vụ, cơ quan"),
        layout.column("Ký", "40mm"),
    ]  # fmt: skip
    people = [
        (member.full_name, ", ".join(filter(None, (member.get_duty_display(), member.agency))))
        for member in draw.team.members.all()
    ]
    people += [("", "Người chứng kiến"), ("", "Thư ký")]
    rows = [layout.row(str(number), *person, "") for number, person in enumerate(people, 1)]
    return [layout.section(5, "THÀNH PHẦN KÝ BIÊN BẢN"), layout.table(columns, rows)]


def _list(draw: Draw) -> layout.Appendix:
    items = draw.items.filter(left_on=None).select_related("establishment__commune__parent")
    items = items.order_by("establishment__commune__parent__code", "establishment__code")
    rows: list[layout.Row] = []
    district = None
    for number, item in enumerate(items, 1):
        place = item.establishment.commune
        if (above := place.parent or place) != district:
            district = above
            rows.append(layout.row(str(above), kind="group"))
        rows.append(
            layout.row(
                str(number), item.establishment.code, item.establishment.name, _kind(item.establishment.primary_type),
                str(place), RISKS.get(item.risk, "Thường"), show(item.points),
            )
        )  # fmt: skip
    return {
        "number": "",
        "title": f"DANH SÁCH CƠ SỞ ĐƯỢC CHỌN NĂM {draw.year}",
        "note": "",
        "orientation": "landscape",
        "columns": [
            layout.column("TT", "10mm", "center"), layout.column("Mã", "28mm"), layout.column("Tên cơ sở"),
            layout.column("Loại hình", "48mm"), layout.column("Xã, phường, thị trấn", "42mm"),
            layout.column("Mức rủi ro", "26mm"), layout.column("Điểm", "14mm", "right"),
        ],
        "rows": rows or [layout.row("Không còn cơ sở nào trong danh sách.", kind="group")],
        "footnotes": ["Danh sách được giữ kín như kế hoạch kiểm tra cho đến khi được công khai."],
    }  # fmt: skip


def _district_names(found: dict) -> dict[str, str]:
    codes = {each["district"] for each in found["strata"]}
    day = date.fromisoformat(found["draw"]["frozen_on"])
    return dict(Territory.objects.existing_on(day).filter(code__in=codes).values_list("code", "name"))


def _kind(code: str) -> str:
    return str(EstablishmentType(code).label) if code in EstablishmentType.values else code


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M ngày %d/%m/%Y}" if at else ""


def _broken(text: str) -> str:
    """A long hexadecimal text in groups that a line can break between."""
    return " ".join(text[i : i + 8] for i in range(0, len(text), 8)) if len(text) == 64 else text
