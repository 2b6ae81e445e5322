"""Personal data is warned about before it is stored; the writer has the last word on the draft, not on the sending."""

import pytest

from reports.queries.values import stored_cells
from reports.services.problems import problems_of
from reports.tests.factories import fill

pytestmark = pytest.mark.django_db
NUMBER = "Gọi 0912 345 678."


@pytest.fixture
def page(browse, officer, report):
    fill(report, N101=12)
    return browse(officer)


@pytest.mark.parametrize("path", ["nhap", "luu-o"])
def test_it_is_not_stored_before_the_writer_was_warned(page, report, path):
    address = f"/bao-cao/{report.pk}/{path}/"
    typed = {"v-N101": "13", "s-N101": "value", "n-N101": NUMBER, "v-N102": "5", "t-V": NUMBER}

    response = page.post(address, typed)

    words = response.content.decode()
    assert response.status_code == 422
    assert words.count("Có dãy số giống số điện thoại. Hãy bỏ") == 2
    assert 'name="ok-N101"' in words and 'name="ok-V"' in words
    cells = {code: (cell.value, cell.note) for code, cell in stored_cells(report).items()}
    assert cells == {"N101": (12, ""), "N102": (5, "")}  # what names nobody is stored
    assert not report.sections.filter(code="V").exists()
    if path == "nhap":
        assert f">{NUMBER}</textarea>" in words and f'value="{NUMBER}"' in words


def test_the_writers_word_stores_the_draft_but_sends_nothing(page, report):
    page.post(f"/bao-cao/{report.pk}/nhap/", {"v-N102": "5", "t-V": NUMBER, "ok-V": "1"})

    assert report.sections.get(code="V").text == NUMBER
    assert [problem.code for problem in problems_of(report)] == ["muc-V"]


def test_what_is_stored_already_is_not_asked_about_again(page, report):
    report.sections.create(code="V", text=NUMBER)

    response = page.post(f"/bao-cao/{report.pk}/nhap/", {"t-V": NUMBER, "v-N102": "6"})

    assert response.status_code == 302
    assert stored_cells(report)["N102"].value == 6
