"""Simulated facts count an agency under the body under which the loaded city counts it."""

import pytest
from django.test import override_settings

from cityloop.agencies.models import Agency
from cityloop.intake.rules.load import load_city
from cityloop.jobs.demo.city import load_demo_city
from cityloop.simulation.facts.dimensions import departments
from tests.people import NOW
from tests.town import DEMO


@pytest.mark.django_db
def test_departments_of_facts_are_those_of_the_loaded_city() -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        load_demo_city(DEMO, at=NOW)
    loaded = {
        one.code: one.department.code if one.department else one.code
        for one in Agency.objects.select_related("department")
    }
    assert departments(load_city(DEMO).agencies) == loaded
