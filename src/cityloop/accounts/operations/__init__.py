"""Writes of people and the roles they hold."""

from cityloop.accounts.operations.loading import load_people
from cityloop.accounts.operations.people import (
    correct_person,
    deactivate_person,
    invite_person,
    move_person,
    reactivate_person,
    reset_second_factor,
    send_invitation,
)
from cityloop.accounts.operations.roles import end_role, give_role

__all__ = [
    "correct_person",
    "deactivate_person",
    "end_role",
    "give_role",
    "invite_person",
    "load_people",
    "move_person",
    "reactivate_person",
    "reset_second_factor",
    "send_invitation",
]
