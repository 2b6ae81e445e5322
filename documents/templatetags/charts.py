"""Charts of an official paper: vector graphics, inside the page or as an image of a PDF."""

from base64 import b64encode

from django import template
from django.template.loader import render_to_string

from documents.charts import DrawnChart, drawn
from documents.layout import Chart

register = template.Library()


@register.filter
def draw(chart: Chart) -> DrawnChart:
    """The geometry, for an inline SVG."""
    return drawn(chart)


@register.filter
def chart_words(chart: Chart) -> str:
    """The chart in words."""
    return drawn(chart).words


@register.simple_tag
def chart_image(chart: Chart) -> str:
    """A data: address of the SVG, the one kind of picture a PDF may hold."""
    svg = render_to_string("documents/_chart.svg", {"chart": drawn(chart)})
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
