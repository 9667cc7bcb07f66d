"""Try what a form asks for; a refusal becomes an error of the form, in words."""

from collections.abc import Callable

from django.forms import BaseForm

from cityloop.core.errors import CityloopError, InputError, TransitionNotAllowed, joined
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.guard import StaffRequest
from cityloop.web.components.words import said


def done(form: BaseForm, action: Callable[[], object]) -> bool:
    """Run the action of a valid form; False leaves the reason on the form.

    A refusal of permission or a thing that does not exist is no matter of the form and goes on.
    """
    try:
        action()
    except (TransitionNotAllowed, InputError) as error:
        form.add_error(None, _text(error))
        return False
    return True


def taken(
    form: StaffForm, flow: Callable[..., object], *, on: object, request: StaffRequest
) -> bool:
    """Let a flow act on a thing with what a valid form says; False when it was not taken."""
    return form.is_valid() and done(
        form, lambda: flow(on, **form.cleaned_data, by=request.user, at=request.at)
    )


def _text(error: CityloopError) -> str:
    return joined(said(error.what), said(error.mend))
