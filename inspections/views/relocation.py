"""Communes have ended: the department files their establishments under the new ones, after a preview."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.policy import policy
from inspections.forms.relocation import RelocationForm
from inspections.queries.relocation import ended_places, living_communes
from inspections.services.refusals import Refusal
from inspections.services.relocation import relocate
from kit import clock
from kit.workflow import InvalidTransition

CHANGED = "Lựa chọn hoặc sổ cơ sở đã đổi từ khi xem trước; chưa chuyển cơ sở nào. Xem lại bảng dưới rồi xác nhận."


@policy("establishment.relocate")
@require_http_methods(["GET", "HEAD", "POST"])
def relocation(request) -> HttpResponse:
    """Choose, look at what would happen, confirm; what is confirmed is exactly what was looked at."""
    today = clock.today()
    form = RelocationForm(request.POST or None, places=ended_places(today), communes=living_communes(today))
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    moves = form.moves()
    if "xac_nhan" not in request.POST:
        return _page(request, form, seen=_digest(moves))
    if request.POST.get("da_xem") != _digest(moves):
        return _page(request, form, seen=_digest(moves), problem=CHANGED, status=409)
    try:
        count = relocate(moves, by=request.user, at=clock.now())
    except Refusal as refusal:
        return _page(request, form, problem=str(refusal), status=422)
    except InvalidTransition:
        return _page(request, form, seen=_digest(moves), problem=CHANGED, status=409)
    messages.success(request, f"Đã chuyển {count} cơ sở sang xã, phường mới; địa bàn cũ giữ trong lịch sử từng cơ sở.")
    return redirect("inspections:relocation")


def _digest(moves: dict[int, int]) -> str:
    return hashlib.sha256(repr(sorted(moves.items())).encode()).hexdigest()[:24]


def _page(request, form: RelocationForm, *, seen: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "seen": seen,
        "preview": form.preview() if seen else [],
        "moving": len(form.moves()) if seen else 0,
        "total": sum(len(place.establishments) for place in form.places),
        "problem": problem,
        "today": clock.today(),
    }
    return render(request, "inspections/relocation.html", context, status=status)
