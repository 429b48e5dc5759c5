"""Files of the demonstration: application forms as real Word documents, a flow chart as a picture."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
BODY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)


def word_document(lines: list[str]) -> bytes:
    """A Word file with a paragraph per line."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", BODY.format(paragraphs)),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2007, 4, 11, 0, 0, 0)), content)
    return stream.getvalue()


def document(title: str, lines: list[str], owner: Any, collection: Any) -> Any:
    """A document of the files room."""
    content = ContentFile(word_document(lines), name=f"{title}.docx")
    return get_document_model().objects.create(title=title, file=content, uploaded_by_user=owner, collection=collection)


def picture(owner: Any, collection: Any) -> Any:
    """The flow chart of the licensing procedure."""
    path = settings.BASE_DIR / "fixtures" / "demo" / "licensing-flow.png"
    content = ContentFile(path.read_bytes(), name=path.name)
    return get_image_model().objects.create(
        title="行政许可办理流程图",
        file=content,
        description="行政许可办理流程：申请、受理、审查、决定、发证五步",
        uploaded_by_user=owner,
        collection=collection,
    )
