"""An invented draft that would amend the plan: somebody has had it read, nobody has confirmed it."""

from accounts.models import User
from accounts.states import Role
from demo.services.reports import moment
from kit.uploads import CheckedFile
from plans.models import Plan
from plans.services.drafting import read_draft

NAME = "du-thao-sua-doi-minh-hoa.txt"
READ_AT = moment(2022, 6, 16, 15)
# What the draft says otherwise than the plan; both sentences are illustration, no decision of the department.
CHANGES = (
    ("kiểm tra 20% số cơ sở", "kiểm tra 25% số cơ sở"),
    ("trước ngày 25/6", "trước ngày 20/6"),
)


def read_an_amendment() -> None:
    """The draft waits on “Nhập kế hoạch từ tệp”, with its differences to the plan in force."""
    text = text_of(Plan.objects.get(year=2022))
    for old, new in CHANGES:
        text = text.replace(old, new)
    coordinator = User.objects.filter(role=Role.COORDINATOR).order_by("pk").first()
    if coordinator:
        read_draft(CheckedFile(NAME, "txt", text.encode()), by=coordinator, at=READ_AT)


def text_of(plan: Plan) -> str:
    """The plan as a plain text, with its letterhead and the end."""
    issued = plan.issued_on
    head = [
        plan.issuer,
        f"Số: {plan.number}/{plan.symbol}",
        f"{plan.place}, ngày {issued.day} tháng {issued.month} năm {issued.year}",
        plan.type_name,
        plan.title,
    ]
    clauses = plan.clauses.order_by("order").values_list("label", "text")
    body = [f"{label} {text}".strip() for label, text in clauses]
    end = ["Nơi nhận:", *(f"- {row};" for row in plan.recipients), f"- Lưu: {plan.archive}."]
    signature = [plan.signature_prefix, plan.signature_title, plan.signer_name]
    return "\n\n".join(line for line in [*head, *body, *end, *signature] if line)
