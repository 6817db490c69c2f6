"""A PDF file written by hand: text at a place, lines, filled areas, a picture; just what the tests need."""

from __future__ import annotations

from dataclasses import dataclass, field

A4 = (595.0, 842.0)


@dataclass
class Leaf:
    """One page; places are in points from the top left corner."""

    width: float = A4[0]
    height: float = A4[1]
    rotate: int = 0
    parts: list[str] = field(default_factory=list)
    picture: bool = False

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10,
        *,
        font: str = "F",
        turn: str = "1 0 0 1",
        spread: float = 0,
    ) -> Leaf:
        """Text with its baseline at `y`. Latin characters are half as wide as Chinese ones.

        `spread` is the room between letters. (A text of one letter has no width where no font with it is installed, and
        PDFium passes it over.)
        """
        code = text.encode("utf-16-be").hex()
        self.parts.append(f"BT {spread} Tc /{font} {size} Tf {turn} {x:.2f} {self.height - y:.2f} Tm <{code}> Tj ET")
        return self

    def right(self, x: float, y: float, text: str, size: float = 10) -> Leaf:
        """Text that ends at `x`."""
        return self.text(x - width(text) * size, y, text, size)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Leaf:
        self.parts.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def fill(self, x0: float, y0: float, x1: float, y1: float, grey: float = 1) -> Leaf:
        self.parts.append(f"q {grey} g {x0} {self.height - y1} {x1 - x0} {y1 - y0} re f Q")
        return self

    def pale(self, x: float, y: float, text: str, size: float) -> Leaf:
        self.parts.append("q 0.8 g")
        self.text(x, y, text, size)
        self.parts.append("Q")
        return self

    def grid(self, xs: list[float], ys: list[float]) -> Leaf:
        """All lines of a table."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        return self

    def image(self) -> Leaf:
        """A picture over the whole page."""
        self.picture = True
        self.parts.append(f"q {self.width} 0 0 {self.height} 0 0 cm /Im Do Q")
        return self


def width(text: str) -> float:
    return sum(0.5 if " " <= c <= "~" else 1.0 for c in text)


def write(*leaves: Leaf) -> bytes:
    """The file. Font F says what its characters are; font G does not."""
    objects = [b"", b"<</Type/Catalog/Pages 2 0 R>>", b""]
    ranges = "".join(f"<{high:02x}00><{high:02x}ff><{high:02x}00>\n" for high in range(256))
    blocks = [ranges.splitlines()[i : i + 100] for i in range(0, 256, 100)]
    cmap = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
    cmap += "1 begincodespacerange <0000><ffff> endcodespacerange\n"
    cmap += "".join(f"{len(b)} beginbfrange\n" + "\n".join(b) + "\nendbfrange\n" for b in blocks)
    cmap += "endcmap end end"
    half = "/DW 1000/W[32 126 500]"
    system = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    objects += [
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/S{half}{system}/FontDescriptor 7 0 R>>".encode(),
        _stream(cmap.encode()),
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/DescendantFonts[4 0 R]>>",
        b"<</Type/FontDescriptor/FontName/S/Flags 4/Ascent 880/Descent -120/CapHeight 700/ItalicAngle 0/StemV 80"
        b"/FontBBox[0 -120 1000 880]>>",
        _stream(b"\x80", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"),
    ]
    kids = []
    for leaf in leaves:
        kids.append(f"{len(objects)} 0 R")
        resources = "<</Font<</F 3 0 R/G 6 0 R>>/XObject<</Im 8 0 R>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {leaf.width} {leaf.height}]/Rotate {leaf.rotate}"
            f"/Contents {len(objects) + 1} 0 R/Resources{resources}>>".encode()
        )
        objects.append(_stream("\n".join(leaf.parts).encode()))
    objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(leaves)}>>".encode()
    out, places = bytearray(b"%PDF-1.7\n"), [0]
    for number, body in enumerate(objects[1:], 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % len(objects)
    out += b"".join(b"%010d 00000 n \n" % place for place in places[1:])
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects), start)
    return bytes(out)


def _stream(data: bytes, keys: str = "") -> bytes:
    return b"<<" + keys.encode() + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream"
