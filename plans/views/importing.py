"""Read a plan from its file, look at every guess beside the text, correct, confirm."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import Request, policy
from documents.forms import refusal_status
from documents.services.files import NoRoomForFiles
from documents.views import file_response
from jobs.wake import wake_on_commit
from kit import clock
from kit.blocks import UnreadableFile
from kit.workflow import InvalidTransition
from plans.forms.importing import ClauseForm, ConfirmForm, HeadForm, ImportForm, VersionForm
from plans.models import PlanDraft
from plans.queries.drafts import choices, diff, name_rows, rows_of
from plans.services.drafting import change_clause, change_head, drop_draft, match_names, read_draft
from plans.services.importing import import_plan
from plans.services.refusals import Refusal
from plans.states import ClauseRole

CLOSED = "Bản đọc này đã được nhập hoặc bỏ; không sửa được nữa."
STALE = "Thiếu số lần sửa. Hãy mở lại trang rồi làm lại."
NAME = "ten-"
PLAIN = ("title", "target_kind", "target_unit", "comparator", "denominator_note", "measure", "recurrence")


@policy("plan.import")
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: Request) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            draft = read_draft(form.cleaned_data["file"], by=request.user, at=clock.now())
            if job := draft.job:
                wake_on_commit(job.pk)
            return redirect("plans:import", draft.pk)
        except UnreadableFile as unreadable:
            form.add_error("file", str(unreadable))
        except NoRoomForFiles:
            form.add_error("file", "Máy chủ hết chỗ lưu tệp. Hãy báo quản trị rồi thử lại.")
    status = refusal_status(form) if request.method == "POST" else 200
    drafts = PlanDraft.objects.select_related("file", "plan", "uploaded_by")
    return render(request, "plans/import_list.html", {"form": form, "drafts": drafts}, status=status)


@policy("plan.import")
@require_safe
def import_detail(request: Request, pk: int) -> HttpResponse:
    """What was read, with every guess; while a long file is being read, how far it is."""
    return _page(request, get_object_or_404(PlanDraft.objects.select_related("file"), pk=pk))


@policy("plan.import")
@require_safe
def import_file(request: Request, pk: int) -> HttpResponse:
    return file_response(request, get_object_or_404(PlanDraft.objects.select_related("file"), pk=pk).file)


@policy("plan.import")
@require_POST
def import_head(request: Request, pk: int) -> HttpResponse:
    draft, form = _read_draft(pk), HeadForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, head_form=form, status=422)
    return _done(request, draft, change_head, "Đã sửa phần đầu văn bản.", form.cleaned_data)


@policy("plan.import")
@require_POST
def import_names(request: Request, pk: int) -> HttpResponse:
    draft, form = _read_draft(pk), VersionForm(request.POST)
    names = [row.words for row in name_rows(draft, [])]
    options = {code for code, _ in choices(clock.today())}
    picked = {words: request.POST.get(f"{NAME}{place}", "") for place, words in enumerate(sorted(names))}
    if not form.is_valid() or not set(picked.values()) <= options | {""}:
        return _page(request, draft, problem=STALE if not form.is_valid() else "Đơn vị không có.", status=422)
    return _done(request, draft, match_names, "Đã ghép tên đơn vị.", form.cleaned_data | {"chosen": picked})


@policy("plan.import")
@require_http_methods(["GET", "HEAD", "POST"])
def import_clause(request: Request, pk: int, anchor: str) -> HttpResponse:
    draft = _read_draft(pk)
    row = next((row for row in rows_of(draft) if row.clause["anchor"] == anchor), None)
    if row is None:
        raise Http404
    form = ClauseForm(request.POST or None, initial=_initial(draft, row))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            change_clause(draft, anchor, by=request.user, at=clock.now(), **form.cleaned_data)
            return redirect(f"{draft_path(draft)}#{anchor_id(anchor)}")
        except Refusal as refusal:
            form.refuse(refusal)
        except InvalidTransition:
            form.add_error(None, CLOSED)
            status = 409
    context = {"draft": draft, "row": row, "form": form}
    return render(request, "plans/import_clause.html", context, status=status)


def _read_draft(pk: int) -> PlanDraft:
    return get_object_or_404(PlanDraft.objects.read(), pk=pk)


def draft_path(draft: PlanDraft) -> str:
    return redirect("plans:import", draft.pk).url


def anchor_id(anchor: str) -> str:
    return f"muc-{anchor.replace('.', '-')}"


def _initial(draft: PlanDraft, row) -> dict:
    guess = row.guess
    lead = [guess["unit_words"]] if row.role == ClauseRole.DUTY else guess.get("lead", [])
    names = {"lead": "; ".join(lead), "coordinating": "; ".join(guess.get("coordinating", []))}
    plain = {name: guess.get(name) for name in PLAIN}
    numbers = {name: Decimal(guess[name]) if guess.get(name) else None for name in ("target_percent", "target_value")}
    due_on = date.fromisoformat(guess["due_on"]) if guess.get("due_on") else None
    first = {"version": draft.version, "role": row.role, "due_on": due_on, "is_split": bool(guess.get("more"))}
    return first | plain | numbers | names


@policy("plan.import")
@require_POST
def import_confirm(request: Request, pk: int) -> HttpResponse:
    draft, form = _read_draft(pk), ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, problem=STALE, status=422)
    try:
        plan = import_plan(draft, by=request.user, at=clock.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, draft, problem=str(refusal), status=422)
    except InvalidTransition:
        return _page(request, draft, problem=CLOSED, status=409)
    messages.success(request, f"Đã nhập {plan}. Sổ theo dõi dưới đây cho biết câu nào chưa ai phụ trách.")
    return redirect("plans:ledger", plan.pk)


@policy("plan.import")
@require_POST
def import_drop(request: Request, pk: int) -> HttpResponse:
    draft = get_object_or_404(PlanDraft, pk=pk)
    try:
        drop_draft(draft, by=request.user, at=clock.now())
    except InvalidTransition:
        return _page(request, draft, problem=CLOSED, status=409)
    messages.success(request, "Đã bỏ bản đọc; không có gì được nhập.")
    return redirect("plans:imports")


def _done(request: Request, draft: PlanDraft, service, said: str, values: dict) -> HttpResponse:
    try:
        service(draft, by=request.user, at=clock.now(), **values)
    except Refusal as refusal:
        return _page(request, draft, problem=str(refusal), status=409)
    except InvalidTransition:
        return _page(request, draft, problem=CLOSED, status=409)
    messages.success(request, said)
    return redirect("plans:import", draft.pk)


def _page(request: Request, draft: PlanDraft, *, head_form=None, problem: str = "", status: int = 200) -> HttpResponse:
    draft.refresh_from_db()
    if not draft.content:
        return render(request, "plans/import_reading.html", {"draft": draft, "problem": problem}, status=status)
    options = choices(clock.today())
    names = name_rows(draft, options)
    places = {words: place for place, words in enumerate(sorted(row.words for row in names))}
    head = draft.content["head"]
    signature = {f"signature_{name}": value for name, value in head["signature"].items()}
    rows = rows_of(draft)
    context = {
        "draft": draft,
        "rows": rows,
        "counts": [(role.label, sum(row.role == role for row in rows)) for role in ClauseRole],
        "names": [(f"{NAME}{places[row.words]}", row) for row in names],
        "open_names": sum(not row.chosen for row in names),
        "options": options,
        "left": draft.content["left"],
        "diff": diff(draft),
        "head_form": head_form or HeadForm(initial=head | signature | {"version": draft.version}),
        "problem": problem,
    }
    return render(request, "plans/import_detail.html", context, status=status)
