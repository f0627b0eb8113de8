"""What is kept of an upload: a picture's points and nothing else, a PDF to the byte, and of the rest nothing."""

import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageChops, ImageCms, ImageFile, ImageStat, PngImagePlugin

from documents import pictures
from documents.files import MOST_BYTES, Found, inspect
from tests import factories as make

SECRET = b"40.0621 71.8214 Redmi 9A"
GPS = {1: "N", 2: (40.0, 3.0, 43.5), 3: "E", 4: (71.0, 49.0, 17.0)}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>' + SECRET + b"</rdf:RDF></x:xmpmeta>"


def drawn(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """A picture whose upper left quarter is red and whose rest is white: one sees how it lies."""
    image = Image.new("RGB", size, "#ffffff")
    image.paste("#9e2a2b", (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def written(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    into = BytesIO()
    (image or drawn()).save(into, kind, **options)
    return into.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes beside a photograph: which one, where, how it was held."""
    told = Image.Exif()
    told[0x010F] = SECRET.decode()
    told[0x0112] = orientation
    told.get_ifd(0x8825).update(GPS)
    return told


def photograph(orientation: int = 1, **options: Any) -> bytes:
    return written("JPEG", exif=exif(orientation), comment=SECRET, xmp=XMP, **options)


def kept(content: bytes, name: str = "сүрөт.jpg") -> Found:
    return inspect(make.make_upload(name, content))


def opened(found: Found) -> Any:
    image = Image.open(BytesIO(found.content))
    image.load()
    return image


def refusal(content: bytes, name: str = "сүрөт.jpg") -> str:
    with pytest.raises(ValidationError) as refused:
        kept(content, name)
    return " ".join(refused.value.messages)


def differ(one: Image.Image, other: Image.Image) -> float:
    """By how much two pictures differ, on the average of a point, of 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean) / 3


class TestWhatGoes:
    def test_a_photograph_tells_nothing_but_what_it_shows(self):
        content = photograph(quality=70, progressive=True)
        assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825)[1] == "N"
        assert SECRET in content
        found = kept(content)
        picture = opened(found)
        assert not dict(picture.getexif())
        assert not picture.getexif().get_ifd(0x8825)
        assert not {"exif", "xmp", "comment", "photoshop"} & set(picture.info)
        assert SECRET not in found.content
        assert b"Exif" not in found.content
        assert (found.content_type, found.name) == ("image/jpeg", "сүрөт.jpg")

    def test_size_and_digest_are_those_of_what_is_kept(self):
        content = photograph()
        found = kept(content)
        assert found.content != content
        assert found.size == len(found.content)
        assert found.sha256 == hashlib.sha256(found.content).hexdigest()

    def test_a_smaller_picture_within_goes(self):
        # An EXIF block may hold a picture of the picture, even of what was cut away since.
        thumbnail = written("JPEG", drawn((16, 16)))
        beside = b"Exif\x00\x00" + b"II*\x00\x08\x00\x00\x00" + bytes(6) + thumbnail
        content = written("JPEG")
        block = b"\xff\xe1" + (len(beside) + 2).to_bytes(2, "big") + beside
        content = content[:2] + block + content[2:]
        assert content.count(b"\xff\xd8\xff") == 2
        assert kept(content).content.count(b"\xff\xd8\xff") == 1

    def test_iptc_goes(self):
        told = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x20" + SECRET
        content = written("JPEG")
        content = content[:2] + b"\xff\xed" + (len(told) + 2).to_bytes(2, "big") + told + content[2:]
        assert SECRET in content
        assert SECRET not in kept(content).content

    def test_texts_of_a_png_go(self):
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", SECRET.decode())
        told.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=False)
        told.add_text("Author", "x" * 500, zip=True)
        content = written("PNG", pnginfo=told, exif=exif(), dpi=(300, 300))
        assert SECRET in content
        found = kept(content, "скан.png")
        picture = opened(found)
        assert SECRET not in found.content
        assert not picture.text
        assert not {"exif", "dpi", "Comment"} & set(picture.info)
        for part in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"):
            assert part not in found.content
        assert list(picture.get_flattened_data()) == list(drawn().get_flattened_data())

    @pytest.mark.parametrize("lossless", [True, False])
    def test_what_stands_beside_a_webp_goes(self, lossless: bool):
        content = written("WEBP", exif=exif(), xmp=XMP, lossless=lossless, quality=80)
        assert SECRET in content
        found = kept(content, "сүрөт.webp")
        assert found.content_type == "image/webp"
        assert SECRET not in found.content
        assert not dict(opened(found).getexif())
        assert differ(opened(found), drawn()) < 3
        assert (b"VP8L" in found.content) is lossless
        if lossless:
            assert list(opened(found).convert("RGB").get_flattened_data()) == list(drawn().get_flattened_data())

    def test_a_profile_of_colours_stays_if_it_is_one(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        assert opened(kept(written("JPEG", icc_profile=profile))).info["icc_profile"] == profile
        for wrong in (SECRET * 20, profile + SECRET, b"\x00\x01\x00\x00" + profile[4:] + bytes(65536 - len(profile))):
            for kind in ("JPEG", "PNG", "WEBP"):
                assert "icc_profile" not in opened(kept(written(kind, icc_profile=wrong))).info


class TestPolyglots:
    @staticmethod
    def archive() -> bytes:
        into = BytesIO()
        with zipfile.ZipFile(into, "w") as held:
            held.writestr("payload.txt", SECRET)
        return into.getvalue()

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_what_hangs_on_behind_a_picture_goes(self, kind: str):
        for tail in (self.archive(), b"<html><script>alert('" + SECRET + b"')</script></html>", make.PDF):
            content = written(kind) + tail
            found = kept(content)
            assert tail not in found.content
            assert b"<script" not in found.content
            assert not zipfile.is_zipfile(BytesIO(found.content))
            assert differ(opened(found), drawn()) < 3

    def test_a_page_in_a_comment_goes(self):
        found = kept(written("JPEG", comment=b"--><script>alert(1)</script><!--"))
        assert b"script" not in found.content


class TestUpright:
    @pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
    def test_a_photograph_lies_as_it_was_held(self, orientation: int, corner: tuple[int, int]):
        picture = opened(kept(photograph(orientation, quality=90)))
        turned = orientation in (6, 8)
        assert picture.size == ((80, 120) if turned else (120, 80))
        width, height = picture.size
        reds = [
            (x, y)
            for x in (0, 1)
            for y in (0, 1)
            if picture.getpixel((width // 4 + x * width // 2, height // 4 + y * height // 2))[1] < 100
        ]
        assert reds == [corner]

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_other_pictures_too(self, kind: str):
        options = {"lossless": True} if kind == "WEBP" else {}
        picture = opened(kept(written(kind, exif=exif(6), **options)))
        assert picture.size == (80, 120)
        assert picture.convert("RGB").getpixel((60, 10)) == (0x9E, 0x2A, 0x2B)

    @pytest.mark.filterwarnings("ignore::UserWarning")
    def test_garbled_words_beside_a_whole_picture_do_no_harm(self):
        garbled = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff" + b"\x12\x01\x03\x00" * 30
        content = written("JPEG")
        content = content[:2] + b"\xff\xe1" + (len(garbled) + 2).to_bytes(2, "big") + garbled + content[2:]
        assert opened(kept(content)).size == (120, 80)


class TestQuality:
    @pytest.mark.parametrize("quality", [35, 75, 95])
    def test_a_photograph_keeps_its_quality(self, quality: int):
        noise = Image.effect_noise((400, 300), 60).convert("RGB")
        for options in ({}, {"subsampling": 0}, {"progressive": True}):
            content = written("JPEG", noise, quality=quality, exif=exif(), **options)
            before, after = Image.open(BytesIO(content)), opened(kept(content))
            assert after.quantization == before.quantization
            assert differ(before, after) < 1
            assert 0.8 < len(kept(content).content) / len(content) < 1.05
        turned = written("JPEG", noise, quality=quality, exif=exif(6))
        assert opened(kept(turned)).quantization == Image.open(BytesIO(turned)).quantization
        assert len(kept(turned).content) < len(turned) * 1.1

    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_grey_and_printed_photographs(self, mode: str):
        content = written("JPEG", drawn(mode=mode), quality=90)
        found = opened(kept(content))
        assert found.mode == mode
        assert differ(found, Image.open(BytesIO(content))) < 1

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_a_png_keeps_every_point(self, mode: str):
        image = Image.new("I;16", (40, 30), 40_000) if mode == "I;16" else drawn(mode=mode)
        content = written("PNG", image)
        found = opened(kept(content, "скан.png"))
        assert found.mode == mode
        assert list(found.get_flattened_data()) == list(image.get_flattened_data())

    def test_what_is_see_through_stays_so(self):
        image = drawn(mode="P")
        content = written("PNG", image, transparency=image.getpixel((0, 0)))
        assert opened(kept(content)).convert("RGBA").getpixel((0, 0))[3] == 0
        glass = Image.new("RGBA", (20, 20), (10, 200, 30, 64))
        for kind, options in (("PNG", {}), ("WEBP", {"lossless": True}), ("WEBP", {"quality": 90})):
            assert opened(kept(written(kind, glass, **options))).getpixel((5, 5))[3] == 64

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
    def test_of_several_pictures_the_first_is_kept(self, kind: str):
        second = Image.new("RGB", (120, 80), "#0000ff")
        content = written("MPO" if kind == "JPEG" else kind, save_all=True, append_images=[second])
        assert Image.open(BytesIO(content)).n_frames == 2
        picture = opened(kept(content))
        assert getattr(picture, "n_frames", 1) == 1
        assert picture.format == kind
        assert differ(picture, drawn()) < 3

    def test_a_photograph_that_would_grow_over_the_limit_is_written_smaller(self):
        noise = Image.effect_noise((400, 300), 90).convert("RGB")
        content = written("JPEG", noise, quality=100, subsampling=0)
        limit = len(content) * 2 // 3
        made = pictures.cleaned(content, limit)
        assert len(made) <= limit
        assert differ(noise, Image.open(BytesIO(made))) < 20

    def test_a_picture_that_does_not_fit_is_refused(self):
        content = written("PNG", Image.effect_noise((400, 300), 90))
        with pytest.raises(ValidationError) as refused:
            pictures.cleaned(content, len(content) // 2)
        assert "JPEG" in str(refused.value.messages)


class TestRefused:
    def test_too_many_points(self, monkeypatch: pytest.MonkeyPatch):
        # One colour: 64 million points in some kilobytes.
        bomb = written("PNG", Image.new("1", (8000, 8000)))
        assert len(bomb) < 20_000
        words = refusal(bomb, "скан.png")
        assert "өлчөмү" in words
        # Pillow's own guard, for pictures larger still, gives the same words.
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
        assert refusal(written("PNG")) == words
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 7000)
        assert refusal(written("PNG")) == words

    def test_a_bomb_is_not_opened(self, monkeypatch: pytest.MonkeyPatch):
        bomb = written("JPEG", Image.new("L", (8000, 8000)))
        monkeypatch.setattr(Image.Image, "load", lambda _image: pytest.fail("it was opened"))
        assert "өлчөмү" in refusal(bomb)

    def test_a_jpeg_of_very_many_scans_is_not_opened(self, monkeypatch: pytest.MonkeyPatch):
        whole = written("JPEG", Image.new("RGB", (4000, 4000)), progressive=True)
        start = whole.rindex(pictures._SCAN)
        scan = whole[start:-2]
        monkeypatch.setattr(Image.Image, "load", lambda _image: pytest.fail("it was opened"))
        assert "өлчөмү" in refusal(whole[:-2] + scan * 400 + whole[-2:])

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_a_picture_that_did_not_come_over_whole(self, kind: str):
        content = written(kind, Image.effect_noise((200, 200), 60).convert("RGB"))
        assert "ачылбайт" in refusal(content[: len(content) // 2])
        assert "ачылбайт" in refusal(content[:60])

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_whatever_others_have_told_pillow(self, kind: str, monkeypatch: pytest.MonkeyPatch):
        # As WeasyPrint does when the first paper is drawn.
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
        content = written(kind, Image.effect_noise((200, 200), 60))
        assert "ачылбайт" in refusal(content[: len(content) // 2])
        assert ImageFile.LOAD_TRUNCATED_IMAGES is True

    def test_a_picture_with_spoilt_bytes(self):
        content = bytearray(written("PNG", Image.effect_noise((200, 200), 60)))
        content[200:260] = bytes(60)
        assert "ачылбайт" in refusal(bytes(content))

    def test_a_pdf_that_did_not_come_over_whole(self):
        whole = b"%PDF-1.7\n" + b"0 0 obj\n" * 4000 + b"%%EOF\n"
        assert kept(whole, "кат.pdf").content == whole
        assert "PDF" in refusal(whole[:-8], "кат.pdf")
        # Marks of the encoding and empty bytes do no harm.
        for harmless in (b"\xef\xbb\xbf" + whole, whole + bytes(5000)):
            assert kept(harmless, "кат.pdf").content == harmless
        # What hangs on behind is longer than any reader would skip.
        assert "PDF" in refusal(whole + b"PK" * 4000, "кат.pdf")

    def test_a_photograph_of_a_kind_of_telephones(self):
        for brand in (b"heic", b"mif1", b"avif"):
            words = refusal(b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + bytes(100), "IMG_1.HEIC")
            assert "IMG_1.HEIC" in words
            assert "HEIC" in words
            assert "JPEG" in words

    @pytest.mark.parametrize(
        "content",
        [
            b"MZ\x90\x00 a program",
            b"<html><script>alert(1)</script></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
            b"GIF89a" + bytes(40),
            b"II*\x00" + bytes(40),
            b"BM" + bytes(60),
            b"PK\x03\x04" + bytes(60),
            b"\x00" * 50,
            "жөн гана текст".encode(),
        ],
    )
    def test_what_is_neither_pdf_nor_picture(self, content: bytes):
        # Neither its name nor what the browser says of it counts.
        assert "паспорт.pdf" in refusal(content, "паспорт.pdf")

    def test_the_name_does_not_decide(self):
        assert kept(written("PNG"), "кат.pdf").content_type == "image/png"
        assert kept(make.PDF, "сүрөт.jpg").content_type == "application/pdf"

    def test_an_empty_one_and_one_too_large(self):
        assert "бош" in refusal(b"")
        assert "5 МБ" in refusal(b"%PDF-" + bytes(MOST_BYTES))
        assert kept(b"%PDF-" + bytes(MOST_BYTES - 10) + b"%%EOF").size == MOST_BYTES


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("паспорт.pdf", "паспорт.pdf"),
        ("../../etc/passwd", "passwd"),
        ("паспорт\u202egpj.exe", "паспортgpj.exe"),
        ("кат\x00\r\n .pdf", "кат .pdf"),
        ("  бош   орун .pdf ", "бош орун .pdf"),
        ("<b>кат</b>.pdf", "b>.pdf"),
        ("«Ңөү» №1 (көчүрмө) — 'а' \"б\".pdf", "«Ңөү» №1 (көчүрмө) — 'а' \"б\".pdf"),
        ("а" * 240 + ".pdf", "а" * 196 + ".pdf"),
    ],
)
def test_odd_names(given: str, shown: str):
    found = kept(make.PDF, given)
    assert found.name == shown
    assert set(found.key) <= set("0123456789abcdef")


def test_pictures_are_opened_one_at_a_time(monkeypatch: pytest.MonkeyPatch):
    def rewritten(content: bytes, most_bytes: int) -> bytes:
        assert pictures._turn.locked()
        return content

    monkeypatch.setattr(pictures, "_rewritten", rewritten)
    assert pictures.cleaned(b"", 10) == b""
    assert not pictures._turn.locked()
    failing: Callable[..., bytes] = lambda *_args: (_ for _ in ()).throw(KeyError("odd"))  # noqa: E731 - a word suffices
    monkeypatch.setattr(pictures, "_rewritten", failing)
    with pytest.raises(ValidationError):
        pictures.cleaned(b"", 10)
    assert not pictures._turn.locked()
