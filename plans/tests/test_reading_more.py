"""Habits of other offices: the Party's numbering, decisions, joint plans, activities, blanks, stamps of a signature."""

from io import BytesIO

import pytest
from docx import Document

from kit.document_read import read_blocks
from plans.reading.reader import read_plan
from plans.reading.schedule import schedule_of
from plans.reading.targets import targets_in
from plans.reading.times import deadlines_in, when_of
from plans.tests.forms import paper
from plans.tests.test_reading import deadlines, read, targets, tasks

pytestmark = pytest.mark.pure


def leads(data: dict) -> list[list[str]]:
    return [task["lead"] or group["lead"] for group in data["groups"] for task in group["tasks"]]


def test_a_department_with_half_yearly_reports_and_a_signer_of_the_highlands():
    data = read("so-van-hoa")

    assert targets(data) == [
        (85, "≥", "%"), (5, "≥", "%"), (10, "≤", "%"), (100, "=", "%"), (1, "≥", "câu lạc bộ"), (3, "≤", "%"),
        (4, "≥", "lớp tập huấn"), (320, "=", "lượt người"), (90, "≥", "%"), (95, "≤", "%"),
    ]  # fmt: skip
    assert leads(data)[3] == ["Thư viện tỉnh"]  # "Giao Thư viện tỉnh luân chuyển …"
    assert deadlines(data) == [
        ("quý I", "2024-04-01"), ("", "2024-11-15"), ("6 tháng", "06-10"), ("năm", "11-15"), ("", "2024-02-28"),
        ("quý", "05"),
    ]  # fmt: skip
    assert data["signer"]["name"] == "H'Lan Êban"


def test_a_plan_that_a_decision_puts_into_force():
    data = read("quyet-dinh")

    assert (data["number"], data["issuer"]) == ("1147/QĐ-UBND", "ỦY BAN NHÂN DÂN TỈNH BẮC KẠN")
    assert (data["kind"], data["title"][:20]) == ("KẾ HOẠCH", "Phát triển đối tượng")
    assert len(data["legal_bases"]) == 3
    assert "Điều 2. Quyết định này có hiệu lực kể từ ngày ký." in data["unplaced"]
    assert targets(data) == [(3250, "≥", "người"), (12.5, "=", "%"), (2.5, "≥", "%"),
                             (108, "=", "xã, phường, thị trấn"), (2.8, "≤", "%")]  # fmt: skip
    assert deadlines(data)[1:3] == [("6 tháng", "06-21"), ("năm", "12-21")]
    assert data["signer"] == {"authority": "KT. CHỦ TỊCH", "position": "PHÓ CHỦ TỊCH", "name": "Phạm Duy Hòa"}


def test_the_party_numbers_with_a_dash():
    data = read("tinh-uy")

    assert [row["number"] for row in data["sections"]] == ["A", "B", "C", "D"]
    assert targets(data) == [
        (59, "=", "%"), (4500, "≥", "ha"), (5000, "≤", "ha"), (10, "≥", "%"), (100, "=", "%"),
    ]  # fmt: skip
    assert [row[0] for row in tasks(data)] == ["1.1", "1.2", "2.1", "2.2"]
    assert [row["unit"] for row in data["assignments"]] == [
        "Đảng đoàn Hội đồng nhân dân tỉnh", "Ban cán sự đảng Ủy ban nhân dân tỉnh",
        "Các ban đảng, đảng ủy trực thuộc, huyện ủy, thành ủy", "Văn phòng Tỉnh ủy",
    ]  # fmt: skip


def test_number_and_day_left_blank_and_an_index_without_a_unit():
    data = read("ban-chi-dao-dich")

    assert (data["number"], data["place"], data["issued_on"]) == ("/KH-BCĐ", "Cần Giuộc", "")
    assert (20, "≤", "") in targets(data)
    assert tasks(data)[0][1:] == (["Trung tâm Y tế huyện"], [], "mỗi tháng 02 lần")
    assert data["assignments"][2] == {
        "unit": "Công an huyện", "duties": ["Giao Công an huyện hỗ trợ xử lý các hộ không hợp tác."],
    }  # fmt: skip


def test_three_issuers_with_clauses_and_tasks_by_unit():
    data = read("lien-nganh")

    assert data["kind"] == "KẾ HOẠCH LIÊN NGÀNH"
    assert leads(data) == [
        ["Sở Giáo dục và Đào tạo"], ["Sở Giáo dục và Đào tạo"], ["Công an tỉnh"], ["Công an tỉnh"],
        ["Sở Giao thông vận tải"],
    ]  # fmt: skip
    assert data["recipients"] == ["Ban ATGT tỉnh (b/c)", "Các trường THPT", "Lưu: VT các đơn vị"]
    assert "Phạm Quang Sáng" in data["unplaced"]


def test_a_university_with_the_stamp_of_a_signature_and_no_objectives_of_its_own():
    data = read("dai-hoc")

    assert (data["superior"], data["issuer"]) == ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG ĐẠI HỌC TÂY NGUYÊN")
    assert targets(data) == [(95, "≥", "%"), (100, "=", "%")]
    assert tasks(data)[1] == ("1", ["Phòng Đào tạo Đại học"], [], "Sáng 05/9")


def test_activities_with_their_own_lines_and_a_baseline_that_is_no_target():
    data = read("hoat-dong")

    assert targets(data) == [
        (30, "=", "%"), (5, "=", "điểm phần trăm"), (150, "≥", "bản"), (200, "≤", "bản"), (7, "=", "%"),
    ]  # fmt: skip
    assert [row["kind"] for row in data["objectives"]] == ["specific"] * 4
    assert tasks(data) == [
        ("1", ["Phòng Văn hóa và Thông tin"], ["Phòng Giáo dục và Đào tạo", "Thành đoàn"], "21/4/2022"),
        ("2", ["UBND các phường, xã"], ["Hội Khuyến học thành phố"], "quý II, III/2022"),
        ("3", ["Trung tâm Văn hóa, Thể thao và Truyền thông"], [], "hằng tháng"),
    ]
    assert deadlines(data) == [("", "2022-04-25"), ("6 tháng", "06-10"), ("năm", "12-10")]


def test_a_commune_with_sentences_broken_before_a_figure():
    data = read("xa-nong-thon")

    assert targets(data)[:4] == [
        (68, "≥", "triệu đồng/năm"),
        (1.5, "≤", "%"),
        (3, "=", "tiêu chí"),
        (16, "=", "tiêu chí"),
    ]
    assert any("bình quân đầu người 62,5 triệu đồng/năm" in text for text in data["unplaced"])
    assert [row[0] for row in tasks(data)] == ["", "a", "b", "", ""]
    assert tasks(data)[3][1:] == (["Hội Phụ nữ xã"], [], "mỗi tháng 01 lần")


def test_targets_in_a_table_and_articles_that_speak_to_units():
    data = read("so-y-te-bang")

    assert targets(data) == [(420, "=", "người"), (95, "≥", "%"), (2, "≤", "%")]
    assert [row["kind"] for row in data["objectives"]] == ["general", *["specific"] * 3]
    assert tasks(data)[1][1:3] == (
        ["Trung tâm Kiểm soát bệnh tật"], ["Trung tâm Y tế các huyện, thị xã, thành phố"],
    )  # fmt: skip
    assert [row["unit"] for row in data["assignments"]] == [
        "Trung tâm Kiểm soát bệnh tật tỉnh",
        "Các bệnh viện đa khoa, Trung tâm Y tế huyện, thị xã, thành phố",
        "Phòng Kế hoạch - Tài chính, Phòng Nghiệp vụ Y thuộc Sở",
    ]
    assert deadlines(data)[-3:] == [("tháng", "05"), ("quý", "10"), ("năm", "01-10")]


def test_a_union_with_dashes_and_objectives_among_its_requirements():
    data = read("cong-doan")

    assert (data["number"], data["issuer"]) == ("03/KH-BNC", "BAN NỮ CÔNG")
    assert targets(data) == [(100, "=", "%"), (70, "≥", "%")]
    assert [row[0] for row in tasks(data)] == ["1.1", "1.2", "2.1", "2.2"]
    assert data["assignments"][1]["unit"] == "Công đoàn cấp trên cơ sở, công đoàn cơ sở"


def test_a_copy_from_a_web_page_with_sentences_broken_before_capitals():
    data = read("tinh-mua-ban-nguoi")

    assert data["legal_bases"][0].endswith("của Thủ tướng Chính phủ phê duyệt Chương trình phòng, chống mua bán người "
                                           "giai đoạn 2021 - 2025")  # fmt: skip
    assert targets(data)[:3] == [(100, "=", "%"), (95, "=", "%"), (90, "≥", "%")]
    assert [row[1:3] for row in tasks(data)] == [
        (["Sở Thông tin và Truyền thông"],
         ["Công an tỉnh", "Sở Lao động - Thương binh và Xã hội", "UBND các huyện, thành phố"]),
        (["Sở Lao động - Thương binh và Xã hội"],
         ["Công an tỉnh", "Bộ đội Biên phòng tỉnh", "các đơn vị liên quan"]),
    ]  # fmt: skip
    assert deadlines(data) == [("6 tháng", "05-20"), ("năm", "11-20"), ("6 tháng", "05-15"), ("năm", "11-15")]
    assert len(data["assignments"][1]["duties"]) == 1  # the closing words are nobody's duty


def test_word_lists_a_title_with_line_breaks_and_an_annex_with_a_split_head():
    document = Document()
    letterhead = document.add_table(1, 2).rows[0].cells
    letterhead[0].text = "UBND TỈNH QUẢNG TRỊ\nSỞ CÔNG THƯƠNG\nSố: 512/KH-SCT"
    letterhead[
        1
    ].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nQuảng Trị, ngày 14 tháng 3 năm 2023"
    document.add_paragraph("KẾ HOẠCH\nThực hiện Chương trình tiết kiệm năng lượng\ntrên địa bàn tỉnh năm 2023")
    document.add_paragraph("I. MỤC TIÊU")
    document.add_paragraph("100% cơ sở sử dụng năng lượng trọng điểm thực hiện kiểm toán.", style="List Bullet")
    document.add_paragraph("II. TỔ CHỨC THỰC HIỆN")
    document.add_paragraph("Phòng Quản lý năng lượng", style="List Number")
    document.add_paragraph("Báo cáo 6 tháng trước ngày 15/6/2023.", style="List Bullet")
    closing = document.add_table(1, 2).rows[0].cells
    closing[0].text, closing[1].text = "Nơi nhận:\n- Lưu: VT.", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n[daky]\nLê Tiến Dũng"
    document.add_paragraph("Phụ lục")
    document.add_paragraph("DANH MỤC NHIỆM VỤ NĂM 2023")
    rows = [
        ("STT", "Nội dung", "Cơ quan thực hiện", "", "Thời gian"),
        ("", "", "Chủ trì", "Phối hợp", ""),
        ("I", "Tuyên truyền", "", "", ""),
        ("1", "Phát 5.000 tờ rơi", "Phòng Quản lý năng lượng", "Văn phòng Sở; UBND các huyện", "Quý II"),
    ]
    table = document.add_table(0, 5)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    out = BytesIO()
    document.save(out)

    data = read_plan(read_blocks(out.getvalue())).as_data()

    assert data["title"] == "Thực hiện Chương trình tiết kiệm năng lượng trên địa bàn tỉnh năm 2023"
    assert data["objectives"][0]["targets"][0]["of"] == "cơ sở sử dụng năng lượng trọng điểm"
    assert tasks(data) == [("1", ["Phòng Quản lý năng lượng"], ["Văn phòng Sở", "UBND các huyện"], "Quý II")]
    assert data["assignments"] == [
        {"unit": "Phòng Quản lý năng lượng", "duties": ["Báo cáo 6 tháng trước ngày 15/6/2023."]}
    ]
    assert (data["recipients"], data["signer"]["name"]) == (["Lưu: VT"], "Lê Tiến Dũng")


def test_narrow_columns_break_the_day_and_the_office():
    data = read_plan(
        read_blocks(
            paper(
                ["SỞ Y TẾ TỈNH LÂM ĐỒNG", "CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM", "Số: /KH-ATTP"],
                [
                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                    "Độc lập - Tự do - Hạnh phúc",
                    "Lâm Đồng, ngày 08 tháng 01 năm 2024",
                ],  # fmt: skip
                "<p class='caps'>KẾ HOẠCH</p><p class='caps'>Kiểm tra năm 2024</p><p>I. NHIỆM VỤ</p>"
                "<p>1. Kiểm tra 40 cơ sở trước ngày 20 hằng tháng.</p>",
                ["Nơi nhận:", "- Lưu: VT."],
                ["TL. CHI CỤC TRƯỞNG", "TRƯỞNG PHÒNG THANH TRA", "K’ Brơih"],
            )
        )
    ).as_data()

    assert (data["place"], data["issued_on"]) == ("Lâm Đồng", "2024-01-08")
    assert data["issuer"] == "CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM"
    assert data["signer"] == {
        "authority": "TL. CHI CỤC TRƯỞNG", "position": "TRƯỞNG PHÒNG THANH TRA", "name": "K’ Brơih",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "comparator", "unit"),
    [
        ("Lấy tối thiểu 300 mẫu giám sát.", 300, "≥", "mẫu"),
        ("Có ít nhất 12 tuyến đường được trang trí.", 12, "≥", "tuyến"),  # a word that stands in no list
        ("Xử lý dứt điểm 100% cơ sở vi phạm.", 100, "=", "%"),
        ("Bồi dưỡng kỹ năng số cho 450 công chức.", 450, "=", "công chức"),
        ("Tỷ số giới tính khi sinh dưới 112 bé trai.", 112, "≤", ""),
    ],
)
def test_numbers_with_units_of_all_kinds(text, value, comparator, unit):
    assert [(int(t.value), t.comparator, t.unit) for t in targets_in(text)] == [(value, comparator, unit)]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Hoàn thành trong 6 tháng đầu năm 2026.", "trong 6 tháng đầu năm 2026"),
        ("Đăng tin, định kỳ 02 lần/tháng.", "định kỳ 02 lần/tháng"),
        ("Gửi số liệu chậm nhất ngày 05 tháng sau.", "chậm nhất ngày 05 tháng sau"),
        ("Giám sát mỗi tháng 02 lần tại 05 điểm.", "mỗi tháng 02 lần"),
    ],
)
def test_times_in_their_own_words(text, when):
    assert when_of(text).lower().endswith(when)


@pytest.mark.parametrize(
    ("when", "recurrence", "due_on"),
    [
        ("hằng quý", "quarterly", None),
        ("Định kỳ hằng quý", "quarterly", None),
        ("thường xuyên", "continuous", None),
        ("mỗi tháng 02 lần", "continuous", None),
        ("Cả năm 2022", "continuous", None),
        ("trước ngày 25/6", "once", "2022-06-24"),
        ("chậm nhất ngày 20/12", "once", "2022-12-20"),
        ("trong quý II", "once", "2022-06-30"),
        ("Quý I/2024", "once", "2024-03-31"),
        ("Quý II và Quý IV năm 2026", "once", "2026-12-31"),
        ("Tháng 8-9/2023", "once", "2023-09-30"),
        ("từ ngày 01/3 đến ngày 31/3/2022", "once", "2022-03-31"),
        ("21/4/2022", "once", "2022-04-21"),
        ("trong 6 tháng đầu năm 2026", "once", "2026-06-30"),
        ("trước ngày 31/7 hằng năm", "once", "2022-07-30"),
        ("Sau khi có hướng dẫn", "", None),
        ("ngày 31/2/2022", "", None),
        ("", "", None),
    ],
)
def test_a_time_as_rhythm_and_last_day(when, recurrence, due_on):
    found = schedule_of(when, 2022)

    assert (found[0], found[1] and found[1].isoformat()) == (recurrence, due_on)


def test_a_rate_is_one_number_and_what_leads_to_it_says_of_what():
    found = targets_in("Tỷ lệ mắc sốt xuất huyết dưới 150/100.000 dân; tỷ lệ tử vong dưới 0,09%.")

    assert [(str(row.value), row.comparator, row.unit, row.of) for row in found] == [
        ("150", "≤", "/100.000 dân", "Tỷ lệ mắc sốt xuất huyết"), ("0.09", "≤", "%", "tỷ lệ tử vong"),
    ]  # fmt: skip


def test_what_a_number_counts_ends_before_the_next_one():
    found = targets_in("Không quá 0,1% diện tích rừng (tương đương 33,5 ha); 90% hộ cam kết và ít nhất 65/65 xã")

    assert [row.of for row in found] == ["diện tích rừng", "", "hộ cam kết", ""]


def test_what_is_reported_on_two_fixed_days_is_two_deadlines():
    found = deadlines_in("Chủ trì, phối hợp; định kỳ ngày 15/6 và 15/12 báo cáo UBND huyện.", year=2024)

    assert [row.before for row in found] == ["06-16", "12-16"]
    assert found[0].text == "định kỳ ngày 15/6 và 15/12 báo cáo UBND huyện"


def test_units_in_capital_letters_are_units():
    blocks = read_blocks(
        "I. TỔ CHỨC THỰC HIỆN\n1. HẠT KIỂM LÂM HUYỆN\nChủ trì triển khai.\n2. UBND CÁC XÃ\n- Tuyên truyền.\n".encode()
    )

    assert [(row.unit, row.duties) for row in read_plan(blocks).assignments] == [
        ("HẠT KIỂM LÂM HUYỆN", ["Chủ trì triển khai."]), ("UBND CÁC XÃ", ["Tuyên truyền."]),
    ]  # fmt: skip
