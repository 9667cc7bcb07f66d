"""The database under the tests is the one that was asked for, with the settings it needs."""

import os

import pytest
from django.db import connection

from cityloop.config.settings import database


@pytest.mark.django_db
def test_database_is_the_one_asked_for() -> None:
    url = os.environ.get("CITYLOOP_DATABASE_URL", "sqlite:///")
    assert connection.vendor == url.partition(":")[0]


def test_sqlite_takes_its_write_lock_when_a_transaction_begins() -> None:
    options = database("sqlite:///city.sqlite3")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"


def test_postgresql_address_may_name_a_socket() -> None:
    found = database("postgresql://clerk@localhost:5433/city?host=/run/postgresql")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/run/postgresql", "5433", "city")


def test_unknown_database_address_is_refused_with_the_forms_to_write() -> None:
    with pytest.raises(ValueError, match=r"write sqlite:///path or postgresql://"):
        database("mysql://localhost/city")
