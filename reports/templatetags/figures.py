"""Messages about figures with links to the cells they name."""

import re

from django import template
from django.utils.html import format_html, format_html_join

from reports.figures import Finding

register = template.Library()


@register.filter
def linked(finding: Finding, here: str) -> str:
    """The message of a finding; each of its cells named in it, but the one it stands beside, leads to that cell."""
    codes = sorted((code for code in finding.cells if code != here), key=len, reverse=True)
    if not codes:
        return format_html("{}", finding.message)
    pieces = re.split(rf"\b({'|'.join(map(re.escape, codes))})\b(?!\.[A-Z0-9])", finding.message)
    parts = ((format_html('<a href="#{}">{}</a>', p, p) if p in codes else p,) for p in pieces)
    return format_html_join("", "{}", parts)
