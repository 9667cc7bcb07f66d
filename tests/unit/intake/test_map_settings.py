"""Settings of maps: what a city may write, and what does not fit together."""

import pytest

from cityloop.intake.rules.maps import MapSettings, is_tile_address, map_faults


def faults(**written: object) -> list[str]:
    settings = MapSettings(**written)  # type: ignore[arg-type]
    return [name for name, _ in map_faults(settings, point_snap_m=100, finest_kept=9)]


@pytest.mark.parametrize(
    "address",
    ["https://tiles.city.example/{z}/{x}/{y}.png", "http://localhost:8080/wmts/{z}/{y}/{x}?k=1"],
)
def test_tile_address_is_taken(address: str) -> None:
    assert is_tile_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "/tiles/{z}/{x}/{y}.png",
        "javascript:{z}{x}{y}",
    ],
)
def test_tile_address_is_refused(address: str) -> None:
    assert not is_tile_address(address)


def test_map_without_anything_written_is_in_order() -> None:
    assert faults() == []


def test_tiles_without_attribution_are_a_fault() -> None:
    assert faults(tiles="https://t.example/{z}/{x}/{y}") == ["tiles"]


def test_half_a_centre_is_a_fault() -> None:
    assert faults(longitude=1.0) == ["longitude"]


def test_cells_finer_than_those_kept_are_a_fault() -> None:
    assert "cell_resolution" in faults(cell_resolution=10)


def test_cells_below_the_distance_of_privacy_are_a_fault() -> None:
    settings = MapSettings(cell_resolution=9)
    found = [name for name, _ in map_faults(settings, point_snap_m=500, finest_kept=9)]
    assert found == ["cell_resolution"]


def test_classes_that_do_not_rise_are_a_fault() -> None:
    assert faults(cell_bands=(5, 1)) == ["cell_bands"]


def test_origin_of_tiles_is_what_a_content_policy_names() -> None:
    settings = MapSettings(tiles="https://t.example:8443/a/{z}/{x}/{y}", attribution="Survey")
    assert settings.tile_origin == "https://t.example:8443"


def test_origin_without_tiles_is_none() -> None:
    assert MapSettings().tile_origin == ""
