"""The journal's codes in Vietnamese."""

from django import template

from audit.models import AuditEntry
from audit.states import ACTIONS, FACTS, OBJECTS, STATES

register = template.Library()


@register.filter
def action_words(entry: AuditEntry) -> str:
    """ "report.submitted" → "gửi"."""
    verb = entry.action.rpartition(".")[2]
    return ACTIONS.get(verb, verb.replace("_", " "))


@register.filter
def object_words(entry: AuditEntry) -> str:
    """ "reports.report" → "Báo cáo"."""
    return OBJECTS.get(entry.object_type, entry.object_type)


@register.filter
def facts(entry: AuditEntry) -> list[tuple[str, str]]:
    """What was noted beside the act, as label and text."""
    return [(FACTS.get(key, key), _text(value)) for key, value in entry.data.items()]


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        arrow = " → " if len(value) == 2 else ", "
        return arrow.join(map(_text, value))
    return "–" if value is None else STATES.get(str(value), str(value))
