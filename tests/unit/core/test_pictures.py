"""What kind of picture a file is, told from its first bytes."""

import pytest

from cityloop.core.rules.pictures import HEAD, PictureKind, picture_kind

HEADS = {
    b"\xff\xd8\xff\xe0\x00\x10JFIF": PictureKind.JPEG,
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": PictureKind.PNG,
    b"RIFF\x24\x00\x00\x00WEBPVP8 ": PictureKind.WEBP,
    b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00": PictureKind.HEIC,
    b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00": PictureKind.HEIC,
    b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00": PictureKind.OTHER,
    b"RIFF\x24\x00\x00\x00WAVEfmt ": PictureKind.OTHER,
    b"<svg xmlns='http://www.w3.org/2000/svg'>": PictureKind.OTHER,
    b"GIF89a": PictureKind.OTHER,
    b"%PDF-1.7": PictureKind.OTHER,
    b"": PictureKind.OTHER,
}


@pytest.mark.parametrize(("head", "kind"), HEADS.items())
def test_kind_follows_from_the_first_bytes(head: bytes, kind: PictureKind) -> None:
    assert picture_kind(head[:HEAD]) == kind


def test_signature_further_on_in_the_file_counts_for_nothing() -> None:
    assert picture_kind(b"<html>\xff\xd8\xff") == PictureKind.OTHER
