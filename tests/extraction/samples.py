"""Real files of each kind with a text that shows and with things that do not, made here: no binary in the repository.

Everything that must be found is `SHOWN…`, everything that must not be `HIDDEN…`.
"""

# ruff: noqa: E501 - a part of XML in one line is easier to read
import io
import struct
import zipfile

import openpyxl
import typst
from openpyxl.comments import Comment
from PIL import Image as Pillow

from tests.files.samples import gps_exif

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{author}</dc:creator>'
    "<cp:lastModifiedBy>隐者李四</cp:lastModifiedBy></cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>隐密公司</Company></Properties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="密级"><vt:lpwstr>隐定密级</vt:lpwstr></property>'
    "</Properties>"
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def relations(*entries: tuple[str, str, str]) -> str:
    """(identifier, kind, target)"""
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{R}/{kind}" Target="{target}"/>' for identifier, kind, target in entries
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def office(main: str, parts: dict[str, str | bytes], related: str = "", author: str = "隐者张三") -> bytes:
    """A package with properties of all three kinds."""
    folder, _, name = main.rpartition("/")
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    top = relations(
        ("rId1", "officeDocument", main),
        ("rId2", "core-properties", "docProps/core.xml"),
        ("rId3", "extended-properties", "docProps/app.xml"),
        ("rId4", "custom-properties", "docProps/custom.xml"),
    )
    return archive(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": top,
            "docProps/core.xml": CORE.format(author=author),
            "docProps/app.xml": APP,
            "docProps/custom.xml": CUSTOM,
            f"{folder}/_rels/{name}.rels": related or relations(),
            **parts,
        }
    )


def paragraph(text: str, look: str = "") -> str:
    return f"<w:p><w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t>{text}</w:t></w:r></w:p>"


def jpeg_with_place() -> bytes:
    target = io.BytesIO()
    Pillow.new("RGB", (40, 30), "navy").save(target, "JPEG", exif=gps_exif())
    return target.getvalue()


def docx(body: str = "", **parts: str | bytes) -> bytes:
    """Two pages; a comment, tracked changes, hidden text, a picture with a place, an embedded workbook."""
    body = body or (
        paragraph("明示首页电梯安全须知")
        + '<w:p><w:r><w:t>明示次句</w:t></w:r><w:del w:author="王五"><w:r><w:delText>隐删原价</w:delText></w:r></w:del>'
        '<w:ins w:author="王五"><w:r><w:t>隐插新价</w:t></w:r></w:ins></w:p>'
        + paragraph("隐藏文字段", "<w:vanish/>")
        + paragraph("明示照常显示", '<w:vanish w:val="0"/>')
        + '<w:p><w:r><w:br w:type="page"/></w:r><w:r><w:lastRenderedPageBreak/><w:t>明示第二页收费依据</w:t></w:r></w:p>'
    )
    main = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="赵六">{paragraph("隐批注意见")}</w:comment></w:comments>'
    related = relations(("rId1", "comments", "comments.xml"), ("rId2", "image", "media/image1.jpeg"))
    return office(
        "word/document.xml",
        {
            "word/document.xml": main,
            "word/comments.xml": comments,
            "word/media/image1.jpeg": jpeg_with_place(),
            "word/embeddings/隐嵌表.xlsx": xlsx(),
            **parts,
        },
        related,
    )


def xlsx() -> bytes:
    """A sheet with a hidden row, a hidden column, a comment and a blank format; a hidden and a very hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "价格表"
    sheet["A1"], sheet["B1"], sheet["C1"] = "明示项目检验费", "隐列底价", 1280
    sheet["A2"] = "隐行内部说明"
    sheet["A3"], sheet["C3"] = "明示末行", "隐格空白"
    sheet["C3"].number_format = ";;;"
    sheet["A1"].comment = Comment("隐批单元", "赵六")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    second = book.create_sheet("明细")
    second["A1"] = "明示第二张表压力容器"
    hidden = book.create_sheet("隐表名")
    hidden["A1"] = "隐表内容"
    hidden.sheet_state = "hidden"
    very = book.create_sheet("深隐表")
    very["A1"] = "深隐内容"
    very.sheet_state = "veryHidden"
    book.properties.creator, book.properties.lastModifiedBy = "隐者张三", "隐者李四"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def slide(text: str, *, root: str = "sld", show: str = "", shape: str = "") -> str:
    body = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="文本"{shape}/></p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r>'
        "</a:p></p:txBody></p:sp>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><p:{root} xmlns:p="{P}" xmlns:a="{A}"{show}>'
        f"<p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:{root}>"
    )


def pptx() -> bytes:
    """Three slides, the third hidden; the first has notes, the second a hidden shape."""
    two = slide("明示第二张培训").replace(
        "</p:spTree>",
        slide("隐形形状", shape=' hidden="1"').partition("<p:spTree>")[2].partition("</p:spTree>")[0] + "</p:spTree>",
    )
    main = (
        f'<?xml version="1.0" encoding="UTF-8"?><p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>'
        '<p:sldId id="256" r:id="rId1"/><p:sldId r:id="rId2" id="257"/><p:sldId id="258" r:id="rId3"/>'
        "</p:sldIdLst></p:presentation>"
    )
    related = relations(*((f"rId{n}", "slide", f"slides/slide{n}.xml") for n in (1, 2, 3)))
    notes = relations(("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"))
    return office(
        "ppt/presentation.xml",
        {
            "ppt/presentation.xml": main,
            "ppt/slides/slide1.xml": slide("明示首张宣讲"),
            "ppt/slides/slide2.xml": two,
            "ppt/slides/slide3.xml": slide("隐藏幻灯片", show=' show="0"'),
            "ppt/slides/_rels/slide1.xml.rels": notes,
            "ppt/notesSlides/notesSlide1.xml": slide("隐讲者备注", root="notes"),
        },
        related,
    )


def ofd(pages: tuple[str, ...] = ("明示版式首页", "明示版式次页气瓶")) -> bytes:
    """GB/T 33190: properties, a page each, an object that is not visible on the last, an attached file."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Author>隐者张三</ofd:Author>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData/><ofd:Pages>{listed}</ofd:Pages>"
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>",
        "Doc_0/Attachs/Attachments.xml": f'<ofd:Attachments {space}><ofd:Attachment ID="1" Name="隐附底稿.xlsx"/></ofd:Attachments>',
    }
    for number, text in enumerate(pages):
        half = len(text) // 2
        objects = "".join(
            f'<ofd:TextObject ID="{9 + n}" Boundary="{10 + 40 * n} 20 40 8"><ofd:TextCode X="0" Y="6">{piece}</ofd:TextCode>'
            "</ofd:TextObject>"
            for n, piece in enumerate((text[:half], text[half:]))
        )
        unseen = (
            '<ofd:TextObject ID="99" Visible="false" Boundary="10 60 40 8"><ofd:TextCode>隐版文字</ofd:TextCode></ofd:TextObject>'
            if number == len(pages) - 1
            else ""
        )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="5">{objects}{unseen}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return archive(parts)


def pdf(*pages: str) -> bytes:
    """Made by Typst, so with embedded fonts; an author among its metadata."""
    pages = pages or ("明示首页计量", "明示次页计量器具检定")
    source = '#set document(author: "隐者张三", title: "隐题")\n' + "\n#pagebreak()\n".join(pages)
    return typst.compile(source.encode())


def plain_pdf(objects: list[str], pages: int = 1, extra: str = "") -> bytes:
    """Written by hand: a catalogue, `pages` pages with `extra` in each, and further objects from number 4 on."""
    kids = " ".join(f"{n + 10} 0 R" for n in range(pages))
    told = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: f"<</Type/Pages/Kids[{kids}]/Count {pages}>>"}
    told |= {4 + n: each for n, each in enumerate(objects)}
    told |= {10 + n: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]{extra}>>" for n in range(pages)}
    parts, places, at = [b"%PDF-1.5\n"], {}, 9
    for number, body in told.items():
        line = f"{number} 0 obj{body}endobj\n".encode("latin-1")
        places[number] = at
        parts.append(line)
        at += len(line)
    table = "".join(f"{n} 1\n{place:010d} 00000 n \n" for n, place in places.items())
    parts.append(f"xref\n{table}trailer<</Root 1 0 R/Size {max(told) + 1}>>\nstartxref\n{at}\n%%EOF\n".encode())
    return b"".join(parts)


def annotated_pdf() -> bytes:
    note = "隐注释意见".encode("utf-16-be").hex()
    return plain_pdf([f"<</Type/Annot/Subtype/Text/Rect[0 0 20 20]/Contents<feff{note}>>>"], extra="/Annots[4 0 R]")


def scanned_pdf() -> bytes:
    picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nx\nendstream "
    drawing = "<</Length 29>>stream\nq 200 0 0 200 0 0 cm /I Do Q \nendstream "
    return plain_pdf([picture, drawing], extra="/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R")


def drawn_pdf(drawing: str) -> bytes:
    """A page of 200 by 200 points with this content; /F is a font, /X a form that writes in letters of 1 point."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    form = "BT /F 1 Tf 5 5 Td (shown or hidden by its form) Tj ET "
    objects = [
        font,
        f"<</Length {len(drawing) + 1}>>stream\n{drawing}\nendstream ",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 999 999]/Resources<</Font<</F 4 0 R>>>>/Length {len(form)}>>stream\n{form}\nendstream ",
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nx\nendstream ",
    ]
    used = "/XObject<</X 6 0 R/I 7 0 R>>"
    return plain_pdf(objects, extra=f"/Resources<</Font<</F 4 0 R>>{used}>>/Contents 5 0 R")


def locked_pdf() -> bytes:
    """Asks for a password: its standard security handler fits none."""
    body = plain_pdf([f"<</Filter/Standard/V 2/R 3/Length 128/P -44/O<{'41' * 32}>/U<{'42' * 32}>>>"])
    return body.replace(
        b"/Size", b"/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]/Size"
    )


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB) with these streams at its root, none in the small table."""
    free, end, own = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    bodies = {name: streams[name] + b"\0" * max(0, 4096 - len(streams[name])) for name in names}
    bodies = {name: body + b"\0" * (-len(body) % 512) for name, body in bodies.items()}
    folders = -(-(len(names) + 1) // 4)
    used = folders + sum(len(body) // 512 for body in bodies.values())
    tables = 1
    while tables * 128 < used + tables:
        tables += 1
    table = [own] * tables + [n + 1 for n in range(tables, tables + folders - 1)] + [end]
    starts = {}
    for name in names:
        starts[name], count = len(table), len(bodies[name]) // 512
        table += [len(table) + n + 1 for n in range(count - 1)] + [end]
    table += [free] * (tables * 128 - len(table))
    folder = b""
    for place, name in enumerate(["Root Entry", *names]):
        root = place == 0
        encoded = name.encode("utf-16-le") + b"\0\0"
        right = place + 1 if 0 < place < len(names) else free
        entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), 5 if root else 2, 1)
        entry += struct.pack("<III", free, right, 1 if root and names else free) + b"\0" * 36
        folder += entry + struct.pack("<IQ", end if root else starts[name], 0 if root else len(bodies[name]))
    folder = folder.ljust(folders * 512, b"\0")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", *range(tables), *[free] * (109 - tables))
    return head + struct.pack(f"<{len(table)}I", *table) + folder + b"".join(bodies[name] for name in names)


def doc(encrypted: bool = False) -> bytes:
    """Word 97: two pages, a deletion, an insertion, hidden text and a comment; one piece of the text in single bytes."""
    stretches = [
        ("明示旧版首页\r", 0),
        ("隐删旧文", 0x0800),
        ("隐插新文", 0x0801),
        ("隐藏旧字", 0x083C),
        ("\r\x13 HYPERLINK secret \x14明示链接\x15\x0c明示旧版次页锅炉\r", 0),
    ]
    comment = "隐批旧注\r"
    start = 2048
    text = "".join(each for each, _mark in stretches)
    latin = "VISIBLE2026\r"
    body = (text + comment).encode("utf-16-le")
    edges, looks, at = [start], [], start
    for each, mark in stretches:
        at += 2 * len(each)
        edges.append(at)
        looks.append(mark)
    page = struct.pack(f"<{len(edges)}I", *edges)
    marks, place = b"", 240
    grpprls = {}
    for mark in looks:
        if mark and mark not in grpprls:
            grpprls[mark] = place
            place += 3
        marks += bytes([grpprls.get(mark, 0)])
    sector = bytearray((page + marks).ljust(512, b"\0"))
    for mark, where in grpprls.items():
        sector[2 * where : 2 * where + 4] = bytes([3]) + struct.pack("<H", mark) + b"\x01"
    sector[511] = len(looks)
    latin_at = start + len(body)
    main = bytearray(latin_at + len(latin) + 64)
    struct.pack_into("<H", main, 0, 0xA5EC)
    struct.pack_into("<H", main, 0x0A, 0x0200 | (0x0100 if encrypted else 0))
    # The piece in single bytes belongs to the text: positions are text, latin, comment.
    counts = [len(text) + len(latin), 0, 0, 0, len(comment), 0, 0, 0]
    struct.pack_into("<8I", main, 0x4C, *counts)
    main[512:1024] = sector
    main[start:latin_at] = body
    main[latin_at : latin_at + len(latin)] = latin.encode("cp1252")
    ends = [0, len(text), len(text) + len(latin), len(text) + len(latin) + len(comment)]
    pieces = struct.pack("<4I", *ends)
    for where in (start, (2 * latin_at) | 0x40000000, start + 2 * len(text)):
        pieces += struct.pack("<HIH", 0, where, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    bins = struct.pack("<2I", start, at) + struct.pack("<I", 1)
    table = clx.ljust(1024, b"\0") + bins
    struct.pack_into("<II", main, 0x9A + 8 * 33, 0, len(clx))
    struct.pack_into("<II", main, 0x9A + 8 * 12, 1024, len(bins))
    return compound({"WordDocument": bytes(main), "1Table": table})


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _words(texts: list[str]) -> bytes:
    body = struct.pack("<II", len(texts), len(texts))
    for text in texts:
        body += struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
    return record(0x00FC, body)


def xls(encrypted: bool = False) -> bytes:
    """Excel 97: a hidden row and column and a comment, and a hidden sheet."""
    texts = ["明示旧表检定费", "隐列旧价", "隐行旧说明", "明示旧末行", "隐表旧内容"]
    sheets = [
        ("旧价格", 0, [(0, 0, 0), (0, 1, 1), (1, 0, 2), (2, 0, 3)], {1}, [(1, 1)], "隐批旧格"),
        ("隐旧表", 1, [(0, 0, 4)], set(), [], ""),
    ]
    bodies = []
    for _name, _state, cells, rows, columns, comment in sheets:
        body = _begin(0x0010)
        for first, last in columns:
            body += record(0x007D, struct.pack("<HHHHHH", first, last, 0x0A00, 15, 1, 0))
        body += record(0x0200, struct.pack("<IIHHH", 0, 3, 0, 2, 0))
        for row in range(3):
            body += record(
                0x0208, struct.pack("<HHHHHHHH", row, 0, 2, 0xFF, 0, 0, 0x0120 if row in rows else 0x0100, 15)
            )
        for row, column, text in cells:
            body += record(0x00FD, struct.pack("<HHHI", row, column, 0, text))
        if comment:
            body += record(
                0x005D, struct.pack("<HHHHHIII", 0x15, 0x12, 0x19, 7, 0x4011, 0, 0, 0) + struct.pack("<I", 0)
            )
            body += record(0x01B6, struct.pack("<HHIHHHI", 0x0212, 0, 0, 0, len(comment), 16, 0))
            body += record(0x003C, b"\x01" + comment.encode("utf-16-le")) + record(0x003C, b"\0" * 16)
            body += record(0x001C, struct.pack("<HHHHHB", 0, 0, 0, 7, 1, 0) + b"A\0")
        bodies.append(body + record(0x000A, b""))
    head = _begin(0x0005) + (record(0x002F, struct.pack("<HHH", 0, 1, 2)) if encrypted else b"")
    head += record(0x0042, struct.pack("<H", 1200))
    tail = _words(texts) + record(0x000A, b"")
    size = len(head) + len(tail) + sum(4 + 8 + 2 * len(name) for name, *_rest in sheets)
    names, at = b"", size
    for (name, state, *_rest), body in zip(sheets, bodies, strict=True):
        names += record(0x0085, struct.pack("<IBBBB", at, state, 0, len(name), 1) + name.encode("utf-16-le"))
        at += len(body)
    return compound({"Workbook": head + names + tail + b"".join(bodies)})
