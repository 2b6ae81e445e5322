"""The journal's codes in Vietnamese."""

from django import template

from audit.models import AuditEntry
from audit.states import ACTIONS, OBJECTS

register = template.Library()


@register.filter
def action_words(entry: AuditEntry) -> str:
    return ACTIONS.get(entry.action, entry.action.replace("_", " "))


@register.filter
def object_words(entry: AuditEntry) -> str:
    return OBJECTS.get(entry.object_type, entry.object_type)
