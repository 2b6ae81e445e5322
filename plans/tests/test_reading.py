"""Plans of other offices, subjects and levels, each as text, Word and PDF."""

import json
from pathlib import Path

import pytest

from kit.document_read import read_blocks
from plans.reading.outline import head_row, outline
from plans.reading.reader import read_plan
from plans.tests.forms import as_docx, as_pdf, paper

HERE = Path(__file__).parent / "plans"
SHIPPED = json.loads((Path(__file__).parents[1] / "data" / "plan-81.json").read_text(encoding="utf-8"))
FORMS = {"txt": lambda data: data, "docx": as_docx, "pdf": as_pdf}


def source(name: str) -> bytes:
    return (HERE / f"{name}.txt").read_bytes()


def read(name: str, form: str = "txt") -> dict:
    return read_plan(read_blocks(FORMS[form](source(name)))).as_data()


def tasks(data: dict) -> list[tuple]:
    return [(t["number"], t["lead"], t["coordinating"], t["when"]) for g in data["groups"] for t in g["tasks"]]


def targets(data: dict) -> list[tuple]:
    return [(t["value"], t["comparator"], t["unit"]) for row in data["objectives"] for t in row["targets"]]


def deadlines(data: dict) -> list[tuple]:
    return [(row["period"], row["before"]) for row in data["deadlines"]]


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("path", sorted(HERE.glob("*.txt")), ids=lambda path: path.stem)
def test_word_and_pdf_say_the_same_as_the_text(path, form):
    assert read(path.stem, form) == read(path.stem)


# --- Plan 81 ----------------------------------------------------------------------------------------


@pytest.fixture(params=FORMS)
def plan_81(request):
    return read_plan(read_blocks(FORMS[request.param](source("ke-hoach-81"))))


def test_plan_81_gives_the_shipped_tree_node_for_node(plan_81):
    assert outline(plan_81).clauses == SHIPPED["clauses"]


def test_plan_81_gives_the_shipped_head(plan_81):
    head = head_row(plan_81)

    assert head == {name: SHIPPED[name] for name in head}


def test_what_hangs_on_the_clauses_of_plan_81_is_what_was_shipped(plan_81):
    made = outline(plan_81)

    def rows(data, *names):
        return [tuple(str(row[name]) for name in names) for row in data]

    places = ("code", "clause", "target_kind", "target_percent")
    assert rows(made.objectives, *places) == rows(SHIPPED["objectives"], *places)
    assert rows(made.groups, "code", "clause") == rows(SHIPPED["task_groups"], "code", "clause")
    assert rows(made.tasks, "code", "clause", "group") == rows(SHIPPED["tasks"], "code", "clause", "group")
    assert [row["clause"] for row in made.duties] == [row["clause"] for row in SHIPPED["duties"]]
    assert made.deadlines == [{name: row[name] for name in made.deadlines[0]} for row in SHIPPED["deadlines"]]


def test_plan_81_as_the_command_prints_it(plan_81):
    data = plan_81.as_data()

    assert data["number"] == "81/KH-SLĐTBXH"
    assert [row["kind"] for row in data["objectives"]] == ["general", "general", *["specific"] * 4]
    assert targets(data) == [(100, "=", "%")] * 3 + [(20, "=", "%")]
    assert [len(group["tasks"]) for group in data["groups"]] == [3, 3, 3, 3, 3]
    assert [len(row["duties"]) for row in data["assignments"]] == [4, 3, 2]
    assert deadlines(data) == [("6 tháng", "06-25"), ("năm", "12-25")]
    assert data["recipients"][-1] == "Lưu: VT, PCTNXHBDG"


# --- Other plans ------------------------------------------------------------------------------------


def test_a_school_without_objectives_gives_tasks_by_sentences():
    data = read("truong-hoc")

    assert (data["issuer"], data["superior"]) == ("TRƯỜNG THPT NGUYỄN HIỀN", "SỞ GIÁO DỤC VÀ ĐÀO TẠO HÒA AN")
    assert data["title"] == "Phòng, chống tai nạn đuối nước cho học sinh năm học 2023 – 2024"
    assert len(data["legal_bases"]) == 2
    assert data["objectives"] == []
    assert tasks(data) == [
        ("1", ["Đoàn Thanh niên"], ["Tổ Thể dục", "giáo viên chủ nhiệm"], "trong tháng 9/2023"),
        ("2", ["Tổ Thể dục"], [], "xong trước ngày 30/5/2024"),
        ("3", [], [], None),
    ]
    assert [row["unit"] for row in data["assignments"]] == ["Ban Giám hiệu", "Đoàn Thanh niên", "Giáo viên chủ nhiệm"]
    assert data["signer"] == {"authority": "", "position": "HIỆU TRƯỞNG", "name": "Trần Thị Minh Hoa"}


def test_at_the_latest_includes_the_day_and_before_excludes_it():
    assert ("", "2023-10-01") in deadlines(read("truong-hoc"))  # trong tháng 9/2023
    assert ("", "2024-05-30") in deadlines(read("truong-hoc"))  # trước ngày 30/5/2024
    assert ("", "2024-05-26") in deadlines(read("truong-hoc"))  # chậm nhất ngày 25/5/2024


def test_a_district_with_parts_a_table_and_responsibility_below_each_task():
    data = read("huyen-y-te")

    assert [row["kind"] for row in data["sections"]][:3] == ["situation", "part", "objectives"]
    assert targets(data) == [(100, "=", "%"), (95, "≥", "%"), (90, "≤", "ca/100.000 dân"), (22, "≥", "buổi")]
    assert tasks(data) == [
        ("a", ["Phòng Y tế"], ["Văn phòng HĐND và UBND huyện", "các cơ quan liên quan"], "Quý I/2024"),
        ("b", ["Trung tâm Y tế huyện"], [], "hằng quý"),
        ("1", ["Trung tâm Y tế huyện"], ["Trạm Y tế các xã, thị trấn", "UBND các xã, thị trấn"], "Thường xuyên"),
        ("2", ["UBND các xã, thị trấn"], ["Trung tâm Y tế huyện", "Hội Phụ nữ huyện"], "Trước ngày 15/5/2024"),
    ]
    assert deadlines(data)[1:3] == [("6 tháng", "06-10"), ("năm", "12-10")]
    assert data["signer"]["authority"] == "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH"
    assert data["tables"][0]["kind"] == "tasks"


def test_hard_line_ends_a_page_number_and_a_clause_for_the_whole_group():
    data = read("so-nong-nghiep")

    assert data["issuer"] == "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
    assert targets(data) == [(20, "≥", "%"), (100, "=", "%"), (1200, "=", "lượt người"), (45, "=", "xã")]
    first, second = data["groups"]
    assert (first["lead"], first["coordinating"]) == (
        ["Chi cục Kiểm lâm"], ["Ủy ban nhân dân các huyện, thành phố"],
    )  # fmt: skip
    assert "+ Phóng sự về chủ rừng gương mẫu" in first["tasks"][0]["text"]
    assert "ven rừng - nhất là ở khu vực biên giới." in first["tasks"][1]["text"]
    assert [task["lead"] for task in second["tasks"]] == [["Chi cục Kiểm lâm"], ["các Hạt Kiểm lâm huyện"]]
    assert ("tháng", "20") in deadlines(data)


def test_a_ministry_with_numbers_in_words_and_two_targets_from_a_range():
    data = read("bo-ke-hoach")

    assert targets(data) == [
        (85, "=", "%"), (70, "≥", "%"), (80, "≤", "%"), (20, "≥", "tỉnh, thành phố"), (3, "=", "hội nghị"),
    ]  # fmt: skip
    assert data["groups"][1]["leaders"] == ["đồng chí Thứ trưởng Phan Tâm"]
    assert tasks(data)[2][2] == [
        "Sở Văn hóa, Thể thao và Du lịch các tỉnh, thành phố", "các Sở Văn hóa và Thể thao",
    ]  # fmt: skip
    assert data["assignments"][1]["unit"] == "Vụ Kế hoạch, Tài chính"
    assert data["signer"]["position"] == "VỤ TRƯỞNG VỤ THƯ VIỆN"


def test_the_second_signer_of_a_joint_plan_is_not_lost():
    data = read("lien-tich")

    assert data["signer"]["name"] == "Nguyễn Thị Lan"
    assert data["unplaced"][-2:] == ["TRƯỞNG CÔNG AN HUYỆN", "Thượng tá Đỗ Mạnh Hùng"]
    assert targets(data) == [(15, "=", "câu lạc bộ"), (90, "≥", "%"), (5, "≤", "%")]
    assert deadlines(data) == [("quý", "14")]


def test_decomposed_letters_strange_spaces_and_headings_without_numbers():
    data = read("phong-kinh-te")

    assert (data["number"], data["issued_on"]) == ("/KH-KT", "")
    assert [row["kind"] for row in data["sections"]] == ["objectives", "tasks", "organisation"]
    assert targets(data) == [(30, "=", "doanh nghiệp"), (12.5, "≥", "triệu đồng")]
    assert tasks(data)[2][1] == ["Trung tâm Xúc tiến thương mại"]
    assert [row["unit"] for row in data["assignments"]] == ["Phòng Kinh tế", "UBND các phường, xã"]


def test_tasks_in_an_annex_after_the_signature():
    data = read("so-thong-tin")

    assert [(group["number"], group["title"], len(group["tasks"])) for group in data["groups"]] == [
        ("I", "Phát triển hạ tầng số", 2), ("II", "Phát triển dữ liệu số", 1),
    ]  # fmt: skip
    assert data["tables"][0]["rows"] == [["1", "Trung tâm dữ liệu đạt chuẩn"], ["3", "Kho dữ liệu"]]
    assert [row["unit"] for row in data["assignments"]] == [
        "Phòng Công nghệ thông tin", "Văn phòng Sở", "Trung tâm Công nghệ thông tin và Truyền thông",
    ]  # fmt: skip


def test_a_commune_with_dotted_numbers_and_recipients_on_one_line():
    data = read("xa-chuong-trinh")

    assert data["kind"] == "CHƯƠNG TRÌNH CÔNG TÁC"
    assert [row[0] for row in tasks(data)] == ["1.1", "1.2", "2.1", "2.2"]
    assert data["recipients"] == ["Phòng LĐTBXH huyện", "TT Đảng ủy, HĐND xã", "Lưu: VP"]
    assert "Từ ngân sách xã và nguồn vận động." in data["unplaced"]


def test_chapters_items_and_numbers_in_brackets():
    data = read("cong-an")

    assert (data["superior"], data["issuer"]) == ("BỘ CÔNG AN", "CÔNG AN TỈNH VĨNH AN")
    assert targets(data) == [(5, "≥", "%"), (10, "≤", "%"), (80, "≥", "%"), (95, "≥", "%")]
    assert data["groups"][1]["leaders"] == ["Đồng chí Phó Giám đốc phụ trách Cảnh sát"]
    assert data["groups"][1]["tasks"][0]["lead"] == ["Phòng Cảnh sát hình sự"]
    assert deadlines(data) == [("", "12-21")]


def test_items_about_a_task_are_no_tasks_and_rooms_below_a_unit_have_their_own_row():
    data = read("huyen-giao-duc")

    assert [row[0] for row in tasks(data)] == ["1.1", "1.2", "", ""]
    assert tasks(data)[0][1:] == (
        ["Phòng Giáo dục và Đào tạo"],
        ["Phòng Văn hóa và Thông tin", "Trung tâm Văn hóa - Thông tin và Truyền thông huyện"],
        "Từ tháng 9/2024 đến tháng 5/2025",
    )
    assert [row["unit"] for row in data["assignments"]] == [
        "Phòng Giáo dục và Đào tạo", "Bộ phận chuyên môn THCS", "Các trường mầm non, tiểu học, THCS",
    ]  # fmt: skip
    assert deadlines(data)[1:3] == [("năm", "01-05"), ("năm", "05-25")]


def test_a_province_with_dates_in_brackets_and_two_dates_in_one_sentence():
    data = read("tinh-giam-ngheo")

    assert targets(data) == [
        (1.5, "=", "%"), (4, "≥", "%"), (5, "≤", "%"), (90, "≥", "%"), (3500, "≥", "lao động"), (100, "=", "%"),
    ]  # fmt: skip
    assert deadlines(data) == [
        ("quý II", "2022-07-01"), ("6 tháng", "06-20"), ("năm", "12-20"), ("năm", "06-15"), ("năm", "12-15"),
    ]  # fmt: skip
    assert tasks(data)[0][2] == ["Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Ủy ban nhân dân các huyện, thành phố"]
    assert [row["unit"] for row in data["assignments"]] == [
        "Sở Lao động - Thương binh và Xã hội", "Sở Tài chính",
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh, các tổ chức chính trị - xã hội tỉnh",
        "Ủy ban nhân dân các huyện, thành phố",
    ]  # fmt: skip


def test_a_hospital_with_bases_as_bullets_and_a_table_made_of_tabs():
    data = read("benh-vien")

    assert len(data["legal_bases"]) == 2
    assert targets(data)[:3] == [(80, "≥", "%"), (5, "≤", "%"), (2, "=", "lớp tập huấn/năm")]
    assert [row[1] for row in tasks(data)] == [["Khoa KSNK"], ["Khoa KSNK"], ["Khoa Xét nghiệm"]]
    assert data["assignments"][1] == {"unit": "Phòng Kế hoạch tổng hợp", "duties": ["phối hợp theo dõi."]}


def test_a_youth_union_with_slashes_and_dashes_behind_its_numbers():
    data = read("doan-phuong")

    assert (data["number"], data["issuer"]) == ("08-KH/ĐTN", "BCH ĐOÀN PHƯỜNG 5")
    assert [(group["number"], len(group["tasks"])) for group in data["groups"]] == [("1", 2), ("2", 1)]
    assert tasks(data)[1][1:] == (["12 chi đoàn khu phố"], [], "từ ngày 01/3 đến ngày 31/3/2022")


def test_who_is_named_in_brackets_and_a_signer_beside_the_recipients():
    data = read("so-noi-vu")

    assert [row[1:3] for row in tasks(data)] == [
        (["Văn phòng"], ["các phòng"]), (["Thanh tra Sở"], []), (["Văn phòng Sở"], []),
    ]  # fmt: skip
    assert deadlines(data)[2:] == [("quý", "05"), ("6 tháng", "06-05"), ("năm", "11-25")]
    assert data["signer"] == {"authority": "", "position": "GIÁM ĐỐC", "name": "Lý Thị Mai"}


def test_articles_a_day_in_words_and_a_share_in_words():
    data = read("ban-quan-ly")

    assert (data["issued_on"], data["place"], data["issuer"]) == ("", "Nam Hải", "BAN QUẢN LÝ KHU KINH TẾ")
    assert targets(data) == [(100, "=", "%"), (95, "≥", "%"), (5000, "=", "cây")]
    assert tasks(data)[0][1:3] == (["Phòng Quản lý môi trường"], ["Thanh tra Ban"])
    assert [row["unit"] for row in data["assignments"]] == [
        "Trưởng Phòng Quản lý môi trường", "Chánh Văn phòng", "Các doanh nghiệp trong khu kinh tế",
    ]  # fmt: skip


def test_a_span_of_days_is_no_deadline_and_a_heading_may_name_who_leads():
    data = read("ban-chi-dao")

    assert [group["lead"] for group in data["groups"]] == [
        ["lực lượng Quản lý thị trường"], ["Phòng Quản lý thương mại"],
    ]  # fmt: skip
    assert deadlines(data) == [("tổng kết", "2023-02-20")]
    assert data["title"].endswith("dịp Tết Nguyên đán Quý Mão năm 2023")


def test_a_paper_in_two_columns_with_a_table_over_three_pages():
    rows = "".join(
        f"<tr><td>{n}</td><td>Cung cấp dịch vụ tại cụm xã số {n} cho các đợt chiến dịch chăm sóc sức khỏe sinh sản</td>"
        "<td>Chi cục Dân số</td><td>Trạm Y tế các xã; Hội Phụ nữ tỉnh</td><td>Quý II</td></tr>"
        for n in range(1, 21)
    )
    body = (
        "<p class='caps'>KẾ HOẠCH</p><p class='caps'>Công tác dân số năm 2024</p>"
        "<p>Sở Y tế xây dựng Kế hoạch công tác dân số năm 2024 như sau:</p><p>I. NHIỆM VỤ</p><table class='grid'><tr>"
        "<td>TT</td><td>Nội dung</td><td>Chủ trì</td><td>Phối hợp</td><td>Thời gian</td></tr>"
        f"{rows}</table><p>II. TỔ CHỨC THỰC HIỆN</p><p>Giao Chi cục Dân số theo dõi việc thực hiện Kế hoạch./.</p>"
    )
    data = read_plan(
        read_blocks(
            paper(
                ["UBND TỈNH HƯNG AN", "SỞ Y TẾ", "Số: 215/KH-SYT"],
                [
                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                    "Độc lập - Tự do - Hạnh phúc",
                    "Hưng An, ngày 19 tháng 01 năm 2024",
                ],
                body,
                ["Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT, DS."],
                ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Ngô Thị Bích"],
            )
        )
    ).as_data()

    assert (data["superior"], data["issuer"], data["number"]) == ("UBND TỈNH HƯNG AN", "SỞ Y TẾ", "215/KH-SYT")
    assert [row[0] for row in tasks(data)] == [str(n) for n in range(1, 21)]
    assert all(row[2] == ["Trạm Y tế các xã", "Hội Phụ nữ tỉnh"] for row in tasks(data))
    assert data["signer"] == {"authority": "KT. GIÁM ĐỐC", "position": "PHÓ GIÁM ĐỐC", "name": "Ngô Thị Bích"}
    assert data["recipients"] == ["UBND tỉnh", "Lưu: VT, DS"]


def test_a_heading_that_ends_like_an_unfinished_sentence_keeps_its_points():
    data = read("tinh-chuyen-doi-so")

    assert [row["title"] for row in data["sections"]][4:6] == ["Chính quyền số", "Kinh tế số"]
    assert targets(data) == [(80, "≥", "%"), (100, "=", "%"), (12, "≥", "%"), (50, "≥", "doanh nghiệp")]
    assert deadlines(data)[-2:] == [("năm", "12-11"), ("", "2024-03-15")]
