"""A vault and a media folder of each test's own; nobody has answered this room's questions yet."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import cache
from wagtail.models import Collection

from cms.files import access, protection, visibility
from cms.files.models import Document, Image
from tests.files import samples


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.DISCLOSURE_VAULT = tmp_path / "vault"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ROOT_URLCONF = "tests.files.urls"
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.files.forms.ImageForm"
    settings.WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.files.forms.DocumentForm"
    settings.DISCLOSURE_RENDITIONS = ("width-320", "width-500", "width-800", "max-1600x1600", "fill-600x338")
    cache.clear()  # Wagtail remembers renditions by primary key, which a rolled back test gives away again
    with (
        access.collections.answered_by(),
        protection.in_use.answered_by(),
        visibility.public.answered_by(),
        visibility.staff.answered_by(),
    ):
        yield


@pytest.fixture
def unit_collections(db):
    """Two units' collections."""
    root = Collection.get_first_root_node()
    return root.add_child(name="市局"), root.add_child(name="区县局")


@pytest.fixture
def person(db):
    """Somebody who may enter the admin, and nothing beyond."""
    user = get_user_model().objects.create_user("editor", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def superuser(db):
    return get_user_model().objects.create_superuser("admin", password="x")


@pytest.fixture
def make_document(db):
    def make(content=samples.PDF, name="收费依据.pdf", **fields):
        fields.setdefault("title", "收费依据")
        return Document.objects.create(file=samples.upload(content, name), **fields)

    return make


@pytest.fixture
def make_image(db):
    def make(content=None, name="锅炉.jpg", **fields):
        fields.setdefault("title", "锅炉")
        fields.setdefault("description", "一台锅炉的铭牌")
        return Image.objects.create(file=samples.upload(content or samples.picture(), name), **fields)

    return make


@pytest.fixture
def grant():
    """grant(user, collection, *actions): what the organisation would answer."""
    given = {}

    def answer(user):
        return given.get(user.pk, {})

    def grant(user, collection, *actions):
        for action in actions or access.ACTIONS:
            given.setdefault(user.pk, {}).setdefault(action, set()).add(collection.pk)
        return given[user.pk]

    with access.collections.answered_by(answer):
        yield grant
