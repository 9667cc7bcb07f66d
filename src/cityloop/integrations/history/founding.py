"""The definitions an import needs when there is no city yet: the person's, or proposed ones."""

import tempfile
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe

from cityloop.flows.found import Founding, found_city
from cityloop.intake.rules.load import load_city
from cityloop.integrations.history.proposal_files import write_proposal
from cityloop.integrations.history.proposal_text import NewCity
from cityloop.integrations.history.reading import Survey


def found_from(folder: Path, *, at: datetime) -> None:
    """Load the definitions of a folder; raises DefinitionError."""
    # A history names no people; whoever a folder names sets a password of their own.
    founding = Founding(load_city(folder), folder, password_for=lambda _name: token_urlsafe(32))
    found_city(founding, by=None, at=at)


def found_from_history(survey: Survey, *, city: NewCity, definitions: Path, at: datetime) -> None:
    """Propose definitions from a survey and load them, keeping no folder."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / city.code
        write_proposal(survey.history, city=city, folder=folder, definitions=definitions)
        found_from(folder, at=at)
