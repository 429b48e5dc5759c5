"""A document of a corpus as the law or normative document that it would be here: the form that would be signed.

Nothing is written. The text is read by the same rules as an official document that somebody imports.
"""

from wagtail.models import Page

from cms.organisation.models import Office, Unit
from cms.pages.base.vocabulary import Genre, Validity
from cms.pages.categories.regulations.models import RegulationPage
from cms.pages.importers import official_text
from cms.publication import canonical
from cms.publication.canonical import CanonicalContent
from cms.publication.corpus import CorpusDocument

UNIT = "corpus"
PARENT = 10**9
"""The page that they would stand under: there is none."""
NORMATIVE = ("规范性文件", "司法解释")
VALIDITIES = {"废止或失效": Validity.REPEALED, "已修改": Validity.AMENDED}
LAWS = ("法律", "行政法规", "地方性法规")
GENRES = (
    ("令", Genre.ORDER),
    ("决定", Genre.DECISION),
    ("公告", Genre.ANNOUNCEMENT),
    ("意见", Genre.OPINION),
    ("通知", Genre.NOTICE),
    ("批复", Genre.REPLY),
    ("函", Genre.LETTER),
    ("办法", Genre.MEASURES),
)
"""By how the title of a normative document ends."""


def form(document: CorpusDocument, number: int) -> CanonicalContent:
    """With the key of a page of this number."""
    made = page(document)
    made.id = made.page_ptr_id = number
    made._cached_parent_obj = Page(id=PARENT, depth=2)
    return canonical.make(made)


def page(document: CorpusDocument) -> RegulationPage:
    """Neither placed nor saved."""
    parts = official_text.parts(document.body)
    read = official_text.OfficialText(
        title=document.title,
        issuing_organ=document.issuer,
        document_number=document.number,
        created_on=document.date,
        published_on=document.date,
        executed_on=None,
        effective_on=document.effective,
        addressees="",
        parts=parts,
    )
    made = RegulationPage(
        id=PARENT,
        title=document.title[:255],
        slug=f"{UNIT}-{document.id}"[:255],
        issuing_office=Office(unit=Unit(identifier=UNIT, name=document.issuer[:120])),
        index_number="",
        kind=RegulationPage.Kind.NORMATIVE if document.kind in NORMATIVE else RegulationPage.Kind.LAW,
        genre=_genre(document),
        validity=VALIDITIES.get(document.status, Validity.IN_FORCE),
        issuing_organ=document.issuer[:200],
        document_number=document.number[:80],
        created_on=document.date,
        effective_on=document.effective,
        summary=read.summary()[:500],
        body=read.body(),
    )
    made.document_key = official_text.key_of(read)
    made.disclosure_attachments, made.disclosure_relations = [], []
    return made


def _genre(document: CorpusDocument) -> str:
    if document.kind in LAWS:
        return Genre.LAW
    found = (genre for ending, genre in GENRES if document.title.endswith(ending))
    return next(found, Genre.RULE if document.kind == "部门规章" else Genre.OTHER)
