"""A way of working: its districts before and since, and all others meanwhile."""

from __future__ import annotations

from tests.projections.statistics.method.told import followed_up, rows
from tests.projections.statistics.youths import Youth, city

COLUMNS = ("before", "since", "change")


def test_districts_with_the_method_are_compared_before_and_since_and_with_the_others() -> None:
    farsta = Youth().enters("2022-03-01")
    farsta.is_tried("2022-06-01").answers("2022-06-02")  # the day before as many days as since begin
    farsta.is_tried("2022-06-02").is_tried("2022-08-31")
    farsta.is_tried("2022-09-01", method="evening").answers("2022-09-02")
    farsta.is_tried("2022-10-01").is_tried("2022-11-30", method="evening").answers("2022-12-24")
    kista = Youth().enters("2022-03-01", "rinkeby_kista")
    kista.is_tried("2022-07-01").answers("2022-07-01").is_tried("2022-10-01")
    nowhere = Youth().enters("2022-03-01", "no_district").is_tried("2022-10-01")
    report = followed_up(city(farsta=farsta, kista=kista, nowhere=nowhere))
    assert rows(report, "methods", *COLUMNS) == {
        "evening.with_it": (None, (2, 2), None),
        "evening.using": ((0, 2), (2, 3), 667),
        "evening.others": ((1, 1), (0, 1), -1000),
    }
    using = report.tables["methods"].rows["evening.using"]
    assert using.labels == ("Kvällstid, först 2022-09-01", "Alla försök i de 1 stadsdelar som använder det")


def test_a_method_used_before_the_period_is_compared_with_the_days_before_its_first_use() -> None:
    youth = Youth().enters("2020-03-01").is_tried("2020-06-01").answers("2020-06-01")
    youth.is_tried("2021-04-01", method="event").is_tried("2022-04-01", method="event").answers("2022-04-01")
    assert rows(followed_up(city(youth=youth)), "methods", *COLUMNS) == {
        "event.with_it": (None, (1, 1), None),
        "event.using": ((1, 1), (1, 1), 0),
    }


def test_a_method_that_nobody_named_in_the_period_is_not_there() -> None:
    youth = Youth().enters("2021-03-01").is_tried("2021-06-01", method="event").is_tried("2022-06-01")
    assert rows(followed_up(city(youth=youth)), "methods", *COLUMNS) == {}
