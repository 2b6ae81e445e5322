"""The charts and QR codes of a document as pictures for Word: a bitmap for every program, vectors for newer ones."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

import segno
from django.template.loader import render_to_string
from PIL import Image, ImageDraw, ImageFont

from documents.charts import DrawnChart, drawn
from kit.pdf import static_path
from kit.word_pictures import Picture

SCALE = 3  # 1,740 pixels on 160 mm: 276 dpi
LETTERS = 13  # px before scaling, as in the SVG
BLACK, BAR, GROUND, MARK = "#000000", "#3a3a3a", "#eeeeee", "#b00000"
FONT = "vendor/tinos/400Regular/Tinos_400Regular.ttf"


class DrawnPictures:
    """Draws what kit.word asks for."""

    def chart(self, chart: Mapping[str, Any]) -> Picture:
        """A chart of the content tree."""
        figure = drawn(chart)
        svg = render_to_string("documents/_chart.svg", {"chart": figure})
        return Picture(_bitmap(figure), svg.encode(), figure.words)

    def qr(self, address: str) -> Picture:
        """The code that leads to ``address``."""
        buffer = BytesIO()
        segno.make(address, error="m").save(buffer, kind="png", scale=8, border=2)
        return Picture(buffer.getvalue(), b"", "Mã QR của trang kiểm tra văn bản")


@cache
def _font() -> ImageFont.FreeTypeFont:
    path = static_path(FONT)
    if path is None:
        raise FileNotFoundError(FONT)
    return ImageFont.truetype(str(path), LETTERS * SCALE)


def _bitmap(chart: DrawnChart) -> bytes:
    """The same picture as the SVG, point by point."""
    image = Image.new("RGB", (chart.width * SCALE, chart.height * SCALE), "#ffffff")
    draw = ImageDraw.Draw(image)

    def box(left: int, top: int, right: int, foot: int, colour: str) -> None:
        if right > left:
            draw.rectangle((left * SCALE, top * SCALE, right * SCALE - 1, foot * SCALE - 1), fill=colour)

    for bar in chart.bars:
        draw.text((0, bar.baseline * SCALE), bar.label, font=_font(), fill=BLACK, anchor="ls")
        box(chart.left, bar.top, chart.left + chart.track, bar.foot, GROUND)
        box(chart.left, bar.top, chart.left + bar.length, bar.foot, BAR)
        draw.text((chart.width * SCALE, bar.text_line * SCALE), bar.text, font=_font(), fill=BLACK, anchor="rs")
        if bar.target is not None:
            box(bar.target - 1, bar.top, bar.target + 1, bar.foot, MARK)
    if chart.target is not None:
        for top in range(0, chart.height, 8):
            box(chart.target - 1, top, chart.target + 1, min(top + 5, chart.height), MARK)
    buffer = BytesIO()
    image.quantize(32).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
