"""The tables of the annual report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kaa_tracker.projections.statistics.measures import CLOSED_PARTS, COVERED_PARTS
from kaa_tracker.projections.statistics.report.cells import Row, Table, Target
from kaa_tracker.projections.statistics.report.drafting import Draft, Line, line_of

TARGETS: Mapping[str, int] = {"studies_of_closed": 45, "work_of_closed": 20}
"""The city's own, in per cent of the closed."""

_TOTAL = Line("total", ("Totalt",))
_OVERLAPPING = "En person kan stå på flera rader; totalen räknar var och en en gång."


def _by_gender(draft: Draft, title: str, codes: Sequence[str], note: str = "") -> Table:
    columns = [*draft.genders(codes), _TOTAL, draft.year_before]
    return draft.table(title, ("",), [line_of(code) for code in codes], columns, note)


def _covered(draft: Draft) -> Table:
    parts = [part.code for part in COVERED_PARTS]
    note = "De fem delarna är tillsammans de som omfattas; var och en står i den första del som passar."
    return _by_gender(draft, "Omfattade", ["covered", *parts, "under_search", "under_search_without_attempt"], note)


def _sought(draft: Draft) -> Table:
    codes = [
        "sought",
        "attempted",
        "reached",
        "reached_of_sought",
        "reached_by_youth",
        "reached_only_by_relative",
        "reached_by_own_contact",
        "not_reached",
        "not_reached_left",
        "not_reached_remaining",
        "reached_outside_coverage",
    ]
    return _by_gender(draft, "Sökta, nådda och ej nådda", codes, "Sökta är nådda och ej nådda tillsammans.")


def _attempts(draft: Draft) -> Table:
    rows = [Line(code, (label,), where={"channel": code}) for code, label in draft.values("channel", "attempts")]
    columns = [
        Line("attempts", ("Försök",), "attempts"),
        Line("answered", ("Besvarade",), "attempts_answered"),
        Line("answered_share", ("Andel besvarade",), "answered_of_attempts"),
        Line("attempted", ("Personer",), "attempted"),
        Line("year_before", (f"Försök {draft.year - 1}",), "attempts", period="year_before"),
    ]
    note = f"Besvarade när det än skedde. Personer: {_OVERLAPPING[0].lower()}{_OVERLAPPING[1:]}"
    return draft.table("Kontaktförsök", ("Kontaktsätt",), [*rows, _TOTAL], columns, note)


def _months(draft: Draft) -> Table:
    """Beside a month stands the one a year earlier, which a column alone cannot say."""
    columns = {
        "attempts": Line("", ("Försök",), "attempts"),
        "attempts_before": Line("", (f"Försök {draft.year - 1}",), "attempts", period="year_before"),
        "answered": Line("", ("Besvarade",), "attempts_answered"),
        "reached": Line("", ("Nådda",), "reached"),
        "reached_before": Line("", (f"Nådda {draft.year - 1}",), "reached", period="year_before"),
        "closed": Line("", ("Avslutade",), "closed"),
    }
    rows = {
        code: Row(
            (label,),
            {key: draft.cell(line._replace(where={"month": months[line.period]})) for key, line in columns.items()},
        )
        for code, label, months in draft.months()
    }
    rows["total"] = Row(_TOTAL.labels, {key: draft.cell(line) for key, line in columns.items()})
    note = (
        "Var och en räknas bland de nådda den månad då ungdomen först nåddes under året, och bland de avslutade "
        f"den månad då det avslut skedde som avgör utfallet. {draft.year - 1} gäller samma månad året före."
    )
    return Table(
        "Månad för månad", ("Månad",), {key: line.labels[0] for key, line in columns.items()}, rows, "partition", note
    )


def _outside_coverage(draft: Draft) -> Table:
    return _by_gender(
        draft,
        "Kontaktförsök utanför ansvaret",
        ["attempts_outside_coverage"],
        "Gjorda efter att register och ansvar upphört, innan det kunde vara känt. Ingår inte i kontaktförsöken.",
    )


def _reached_by_place(breakdown: str, title: str) -> Callable[[Draft], Table]:
    def reached_by_place(draft: Draft) -> Table:
        rows = [Line(code, (label,), where={breakdown: code}) for code, label in draft.values(breakdown, "reached")]
        columns = [
            *(Line(g.key, g.labels, "reached", g.where) for g in draft.genders(["reached"])),
            Line("total", ("Totalt",), "reached"),
            Line("year_before", draft.year_before.labels, "reached", period="year_before"),
        ]
        return draft.table(title, ("Stadsdel",), [*rows, _TOTAL], columns, draft.restated)

    return reached_by_place


def _occupation(draft: Draft) -> Table:
    codes = [
        "reached_while_covered",
        "occupied_when_reached",
        "occupied_unseen",
        "not_occupied",
        "occupation_unknown",
        "occupied_of_reached",
    ]
    return _by_gender(draft, "Sysselsättning när de nås", codes)


def _enrolled(draft: Draft) -> Table:
    codes = [
        "enrolled",
        "carried_in",
        "newly_enrolled",
        "re_enrolled",
        "enrolled_under_responsibility",
        "enrolled_after_responsibility",
        "support_package_offered",
        "package_offered_of_new",
        "enrolled_after_reach",
        "conversion",
        "enrolled_per_reached",
        "newly_enrolled_per_reached",
    ]
    note = (
        "Inskrivna är ingående och nyinskrivna tillsammans; återinskrivna finns bland dem. "
        "Per 100 nådda är en kvot mellan två grupper och inte en andel."
    )
    return _by_gender(draft, "Inskrivna", codes, note)


def _closed(draft: Draft) -> Table:
    parts = [part.code for part in CLOSED_PARTS]
    shares = [f"{part.removeprefix('closed_to_')}_of_closed" for part in parts]
    codes = ["closed", "closed_of_enrolled", *parts, "closed_to_studies_or_work", *shares, "studies_or_work_of_closed"]
    return _by_gender(draft, "Avslutade efter utfall", [*codes, "back_in_register", "back_in_register_of_studies"])


_OUTCOMES = [
    Line("enrolled", ("Inskrivna",), "enrolled"),
    Line("closed", ("Avslutade",), "closed"),
    Line("closed_share", ("Andel avslutade",), "closed_of_enrolled"),
    Line("studies", ("Studier",), "closed_to_studies"),
    Line("studies_share", ("Andel studier",), "studies_of_closed"),
    Line("work", ("Arbete",), "closed_to_work"),
    Line("work_share", ("Andel arbete",), "work_of_closed"),
    Line("studies_or_work", ("Studier eller arbete",), "closed_to_studies_or_work"),
    Line("studies_or_work_share", ("Andel studier eller arbete",), "studies_or_work_of_closed"),
]


def _by_jobbtorg(breakdown: str, title: str) -> Callable[[Draft], Table]:
    def by_jobbtorg(draft: Draft) -> Table:
        rows = [
            line
            for code, label in draft.values(breakdown, "enrolled")
            for line in draft.genders_and_total("enrolled", code, label, {breakdown: code})
        ]
        total = draft.genders_and_total("enrolled", "total", "Totalt", {})
        heads = ("Jobbtorg", "Kön")
        return draft.table(title, heads, [*rows, *total], _OUTCOMES, draft.restated)

    return by_jobbtorg


def _services(draft: Draft) -> Table:
    columns = [
        Line("participants", ("Deltagare",), "service_participants"),
        Line("new", ("Nya",), "service_new"),
        Line("ended", ("Avslutade",), "service_ended"),
        Line("studies", ("Studier",), "service_ended_to_studies"),
        Line("studies_share", ("Andel studier",), "service_studies_of_ended"),
        Line("work", ("Arbete",), "service_ended_to_work"),
        Line("work_share", ("Andel arbete",), "service_work_of_ended"),
        Line("no_occupation", ("Ingen",), "service_ended_to_no_occupation"),
        Line("unknown", ("Okänt",), "service_ended_to_unknown"),
        Line("other", ("Annat",), "service_ended_to_other"),
    ]
    rows = [
        line
        for code, label in draft.values("service", "service_participants")
        for line in draft.genders_and_total("service_participants", code, label, {"service": code})
    ]
    total = draft.genders_and_total("service_participants", "total", "Någon insats", {})
    note = f"Deltagarna finns bland de inskrivna och läggs inte till dem. {_OVERLAPPING}"
    return draft.table("Insatser", ("Insats", "Kön"), [*rows, *total], columns, note)


def _targets(draft: Draft) -> Table:
    rows = {}
    for code, percent in TARGETS.items():
        line = line_of(code)
        before = line._replace(period="year_before")
        rows[code] = Row(
            line.labels, {"target": Target(percent), "total": draft.cell(line), "year_before": draft.cell(before)}
        )
    columns = {"target": "Mål", "total": "Utfall", "year_before": draft.year_before.labels[0]}
    return Table("Mål", ("",), columns, rows, "partition", "")


def _stock_and_flow(draft: Draft) -> Table:
    codes = [
        "carried_in",
        "newly_enrolled",
        "enrolled",
        "enrolled_not_at_end",
        "enrolled_at_end",
        "closed",
        "closed_and_enrolled_at_end",
    ]
    note = (
        "Personer. Ingående + nyinskrivna − inskrivna som inte är det vid periodens slut = utgående. Den som är "
        "avslutad men ännu inskriven vid en annan enhet, eller inskriven igen, är avslutad och utgående."
    )
    return _by_gender(draft, "In- och utgående inskrivna", codes, note)


def _follow_up(draft: Draft) -> Table:
    codes = ["declines", "recontacts_due", "recontacts_kept", "recontacts_kept_of_due"]
    return _by_gender(draft, "Tackat nej och återkontakter", codes)


def _addresses(draft: Draft) -> Table:
    note = "Räknar adresser: en adress kan stå i flera kolumner, om flera ungdomar bor där."
    return _by_gender(draft, "Anmälda adresser", ["address_reports"], note)


def _lead_times(draft: Draft) -> Table:
    codes = ["days_to_first_attempt", "days_to_reach", "days_to_enrolment"]
    return _by_gender(draft, "Dagar från inträde i registret", codes, "Median av dagarna.")


TABLES: Mapping[str, Callable[[Draft], Table]] = {
    "covered": _covered,
    "sought": _sought,
    "attempts": _attempts,
    "months": _months,
    "attempts_outside_coverage": _outside_coverage,
    "reached_by_district": _reached_by_place("district", "Nådda efter stadsdel, vid händelsen"),
    "reached_by_district_at_end": _reached_by_place("district_at_end", "Nådda efter stadsdel, vid periodens slut"),
    "occupation": _occupation,
    "enrolled": _enrolled,
    "closed": _closed,
    "jobbtorg": _by_jobbtorg("jobbtorg", "Inskrivna och avslutade efter jobbtorg, vid händelsen"),
    "jobbtorg_at_end": _by_jobbtorg("jobbtorg_at_end", "Inskrivna och avslutade efter jobbtorg, vid periodens slut"),
    "targets": _targets,
    "services": _services,
    "stock_and_flow": _stock_and_flow,
    "follow_up": _follow_up,
    "addresses": _addresses,
    "lead_times": _lead_times,
}
"""By stable keys, in the order of the report."""
