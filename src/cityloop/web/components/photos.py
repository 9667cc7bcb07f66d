"""A photo as an answer: to whoever was let in, kept by no cache that others share."""

from django.core.files.storage import default_storage
from django.http import HttpResponse

from cityloop.core.errors import NotFound
from cityloop.core.pictures import picture_path
from cityloop.core.sentences import Sentence

NO_PHOTO = Sentence("There is no such photo.")


def photo_answer(name: str) -> HttpResponse:
    """The picture; raises NotFound when its file is gone. The caller has asked who may see it."""
    try:
        with default_storage.open(picture_path(name)) as file:
            answer = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as gone:
        raise NotFound(NO_PHOTO) from gone
    answer["Cache-Control"] = "private, max-age=3600"
    # Whatever a browser makes of it, nothing in it runs.
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer
