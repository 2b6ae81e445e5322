"""A short paper is printed while the person waits, in turn, and never for long."""

import pytest
from django.http import HttpResponse

from documents import views
from kit.pdf import PrintingFailed

pytestmark = pytest.mark.pure


@views.prints
def paper(request):
    return HttpResponse(b"%PDF", content_type="application/pdf")


@views.prints
def endless(request):
    raise PrintingFailed("exit -24")


def test_a_paper_that_takes_too_long_is_refused_in_words_and_the_next_is_printed(rf):
    answer = endless(rf.get("/so.pdf"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Chưa in được lúc này" in answer.content.decode() and "thử lại sau nửa phút" in answer.content.decode()
    assert paper(rf.get("/so.pdf")).content == b"%PDF"


def test_nobody_waits_for_ever_for_his_turn(rf, monkeypatch):
    monkeypatch.setattr(views, "LONGEST_QUEUE", 0.01)

    with views.PRINTERS:
        assert paper(rf.get("/so.pdf")).status_code == 503
    assert paper(rf.get("/so.pdf")).status_code == 200
