"""Files that people send with a form."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms

from cityloop.core.rules.pictures import PictureLimits

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

Upload: TypeAlias = "UploadedFile[Any]"
PICTURES = "image/jpeg,image/png,image/webp"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files; what they are is looked at one by one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - Django's signature
        """The files as a list, empty without any."""
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in sent if one]


def read_picture(file: Upload, *, limits: PictureLimits) -> bytes:
    """The bytes of a file, at most one more than is allowed: too large a one stays on disk."""
    return bytes(file.read(limits.most_bytes + 1))
