"""No rendition carries what was not drawn: position, author, comments."""

import io

import pytest
from PIL import Image as Pillow
from PIL import ImageChops

from cms.files import metadata, vault
from tests.files import samples

KINDS = {"JPEG": "a.jpg", "PNG": "a.png", "WEBP": "a.webp", "GIF": "a.gif"}


def assert_clean(content):
    assert samples.SECRET.encode() not in content
    with Pillow.open(io.BytesIO(content)) as picture:
        picture.load()
        assert not dict(picture.getexif())
        assert not {"exif", "xmp", "comment", "XML:com.adobe.xmp", "Author"} & set(picture.info)


@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_do_carry_it(kind):
    assert samples.SECRET.encode() in samples.picture(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_stripping_changes_no_pixel(kind):
    content = samples.picture(kind)
    stripped = metadata.stripped(content)
    assert_clean(stripped)
    with Pillow.open(io.BytesIO(content)) as before, Pillow.open(io.BytesIO(stripped)) as after:
        assert before.size == after.size
        assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    assert metadata.stripped(stripped) == stripped


@pytest.mark.parametrize("kind", KINDS)
def test_public_renditions_and_the_admins_are_clean(make_image, kind):
    image = make_image(samples.picture(kind), KINDS[kind])
    for entry in image.sealed_files()["renditions"].values():
        assert_clean(vault.current().read(entry["sha256"]))
    with image.get_rendition("width-100").file.open() as file:
        assert_clean(file.read())


def test_a_turned_photograph_stands_upright_without_its_exif(make_image):
    entry = make_image(samples.picture(size=(900, 600))).sealed_files()["renditions"]["width-320"]
    assert (entry["width"], entry["height"]) == (320, 480)


def test_a_colour_profile_stays():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        target = io.BytesIO()
        Pillow.new("RGB", (20, 20)).save(target, kind, icc_profile=profile)
        with Pillow.open(io.BytesIO(metadata.stripped(target.getvalue()))) as picture:
            assert picture.info.get("icc_profile") == profile


def test_animations_go_on():
    target = io.BytesIO()
    frames = [Pillow.new("P", (20, 20), colour) for colour in (0, 1, 2)]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=100, comment=samples.SECRET)
    content = metadata.stripped(target.getvalue())
    assert samples.SECRET.encode() not in content
    with Pillow.open(io.BytesIO(content)) as picture:
        assert picture.n_frames == Pillow.open(io.BytesIO(target.getvalue())).n_frames
        assert picture.info["loop"] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00", b"GIF89a", b"\x89PNG\r\n\x1a\n\0\0", samples.SVG, b"\xff\xd8ab"],
)
def test_what_cannot_be_cleaned_does_not_leave(content):
    with pytest.raises(metadata.UnreadablePicture):
        metadata.stripped(content)
