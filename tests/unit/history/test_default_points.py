from itertools import product

from cityloop.integrations.history.default_points import (
    Gathering,
    PointCounts,
    is_default_point,
    is_near,
)


def _gathering(*, rows: int, addresses: int = 1, without: int = 0) -> Gathering:
    return Gathering(
        latitude=1.0, longitude=2.0, rows=rows, addresses=addresses, without_address=without
    )


def test_point_with_many_unrelated_addresses_is_a_default_point() -> None:
    assert is_default_point(_gathering(rows=100, addresses=20), total=10_000)


def test_point_whose_rows_name_no_address_is_a_default_point() -> None:
    assert is_default_point(_gathering(rows=100, without=50), total=10_000)


def test_busy_building_is_no_default_point() -> None:
    assert not is_default_point(_gathering(rows=5_000, addresses=3), total=10_000)


def test_point_with_a_small_share_is_no_default_point() -> None:
    assert not is_default_point(_gathering(rows=49, addresses=49), total=10_000)


def test_point_with_few_rows_of_a_small_file_is_no_default_point() -> None:
    assert not is_default_point(_gathering(rows=29, addresses=29), total=100)


def _counted(*, addresses: int) -> PointCounts:
    counts = PointCounts()
    for step in range(60):
        counts.add((42.0, -71.0), address=f"{step % addresses} Any St")
    for row, column in product(range(20), range(20)):
        counts.add((42 + row / 100, -70 - column / 100), address=f"{row} Fine St")
    return counts


def test_point_counts_suspect_the_gathering_point() -> None:
    assert [one.rows for one in _counted(addresses=60).suspected()] == [60]


def test_point_counts_do_not_suspect_one_address() -> None:
    assert _counted(addresses=1).suspected() == ()


def test_near_is_measured_in_metres() -> None:
    near = is_near((42.35940, -71.0587), other=(42.35941, -71.0587), metres=2)
    far = is_near((42.35940, -71.0587), other=(42.35943, -71.0587), metres=2)
    assert (near, far) == (True, False)
