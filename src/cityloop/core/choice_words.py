"""The words of a code, for lists of many rows."""

from django.db.models import Choices


def choice_words(choices: type[Choices], code: object) -> str:
    """The label of a code in the reader's language; an unknown code as it is.

    Django's `get_…_display` puts every label of the field into words first: of three columns in
    fifty rows that was a tenth of a worklist.
    """
    try:
        return str(choices(code).label)
    except ValueError:
        return str(code)
