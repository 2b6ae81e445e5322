"""Pictures of a Word file: charts and QR codes in the text, the draft's mark across each page. For kit.word."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple, Protocol

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from kit.word_parts import legal

SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # how Word finds the vectors behind the bitmap
MARK_SIZE = (150, 40)  # mm: the draft's mark lies across an upright page, within the margins
MARK = """<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
 <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
  path="m@7,l@8,m@5,21600l@6,21600e">
  <v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
   <v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
   <v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>
   <v:f eqn="sum @6 0 @5"/></v:formulas>
  <v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
   o:connectangles="270,180,90,0"/>
  <v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/>
 </v:shapetype>
 <v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{number}" type="#_x0000_t136" alt=""
  style="position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:{turn};z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
  o:allowincell="f" fillcolor="#e9e9e9" stroked="f">
  <v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;font-weight:bold" string=""/>
 </v:shape>
</w:pict>"""


class Picture(NamedTuple):
    """``png`` for every program; ``svg`` for those that draw vectors, may be empty; ``words`` for who cannot see it."""

    png: bytes
    svg: bytes
    words: str


class Pictures(Protocol):
    """What draws the pictures of a document, from its content tree alone."""

    def chart(self, chart: Mapping[str, Any]) -> Picture: ...

    def qr(self, address: str) -> Picture: ...


def put_picture(paragraph: Paragraph, picture: Picture, width: float) -> None:
    """The picture in the text, ``width`` mm wide."""
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=Mm(width))
    for side in ("distT", "distB", "distL", "distR"):  # LibreOffice would leave 3 mm
        shape._inline.set(side, "0")
    properties = shape._inline.docPr
    properties.set("descr", legal(picture.words))
    properties.set("name", f"Hình {properties.get('id')}")
    if picture.svg:
        _vectors(paragraph, shape._inline.graphic.graphicData.pic.blipFill.blip, picture.svg)


def _vectors(paragraph: Paragraph, blip: Any, svg: bytes) -> None:
    """The same picture as SVG beside the bitmap, which older programs show."""
    package = paragraph.part.package
    name = PackURI(f"/word/media/hinh-{sum(1 for _ in package.iter_parts()) + 1}.svg")
    part = Part(name, "image/svg+xml", svg, package)
    known = paragraph.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip.append(
        parse_xml(
            f'<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{SVG_EXTENSION}">'
            f'<asvg:svgBlip xmlns:asvg="{SVG_NAMESPACE}" xmlns:r="http://schemas.openxmlformats.org/officeDocument'
            f'/2006/relationships" r:embed="{known}"/></a:ext></a:extLst>'
        )
    )


def put_mark(paragraph: Paragraph, words: str, *, number: int, landscape: bool) -> None:
    """Large grey words across the page, behind the text, as Word's own watermark. ``number`` is unique in the file."""
    width, height = (points(size) for size in MARK_SIZE)
    turn = 330 if landscape else 308
    picture = parse_xml(MARK.format(number=2048 + number, width=width, height=height, turn=turn))
    picture.find(".//{urn:schemas-microsoft-com:vml}shape/{urn:schemas-microsoft-com:vml}textpath").set(
        "string", legal(words)
    )
    paragraph.add_run()._r.append(picture)


def points(millimetres: float) -> int:
    return round(millimetres / 25.4 * 72)
