"""Take a note from a form: the same for a plain page and for a queue that sends by itself."""

from django.utils.translation import gettext as _

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.flows import field as flow
from cityloop.flows.field import FieldReport
from cityloop.intake.rules.definitions import CitySettings
from cityloop.web.components.attempts import done
from cityloop.web.components.files import Upload, read_picture
from cityloop.web.components.guard import StaffRequest
from cityloop.web.field.forms import NoteForm
from cityloop.workorders.choices import PhotoMoment
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.rules.field import Spot


def settings_of(city: City) -> CitySettings:
    """What the city sets, photos among it."""
    return from_plain(city.settings, kind=CitySettings)


def kept(form: NoteForm, *, order: WorkOrder, request: StaffRequest) -> bool:
    """Keep the note of a form; False leaves the reason on the form."""
    if not form.is_valid():
        return False
    files = _files(form)
    most = settings_of(request.city).field.photos
    # Counted before they are read: many files would fill the memory.
    if len(files) > most:
        text = _("At most %(limit)s photos go with one note.") % {"limit": most}
        form.add_error(None, text)
        return False
    report = _report(form, request=request)
    return done(form, lambda: flow.write(order, report=report, by=request.user, at=request.at))


def _files(form: NoteForm) -> list[tuple[str, Upload]]:
    moments = (PhotoMoment.BEFORE, PhotoMoment.AFTER)
    return [(one.value, file) for one in moments for file in form.cleaned_data[one.value]]


def _report(form: NoteForm, *, request: StaffRequest) -> FieldReport:
    limits = settings_of(request.city).resident.pictures
    data = form.cleaned_data
    return FieldReport(
        key=data["key"],
        text=data["text"],
        finding=data["finding"],
        spot=_spot(form),
        written_at=data["written_at"],
        photos=[(moment, read_picture(file, limits=limits)) for moment, file in _files(form)],
    )


def _spot(form: NoteForm) -> Spot | None:
    """Half a point is none."""
    data = form.cleaned_data
    if data["latitude"] is None or data["longitude"] is None:
        return None
    return Spot(latitude=data["latitude"], longitude=data["longitude"], accuracy=data["accuracy"])


def reasons(form: NoteForm) -> str:
    """Everything that stands against a form, in one text."""
    return " ".join(str(reason) for errors in form.errors.values() for reason in errors)
