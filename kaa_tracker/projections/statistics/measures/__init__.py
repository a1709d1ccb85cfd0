"""Every measure there is, by code, in the order in which they are explained."""

from __future__ import annotations

from collections.abc import Mapping

from kaa_tracker.projections.statistics.measure import Measure
from kaa_tracker.projections.statistics.measures import closings as c
from kaa_tracker.projections.statistics.measures import coverage, entries, follow_up, lead_times, occupation, services
from kaa_tracker.projections.statistics.measures import enrolments as e
from kaa_tracker.projections.statistics.measures import outreach as o

COVERED_PARTS: tuple[Measure, ...] = (
    coverage.covered_under_search,
    coverage.reached_or_enrolled_without_search,
    coverage.waiting_on_last_day,
    coverage.left_in_wait,
    coverage.past_wait_without_search,
)
"""Everyone covered is in exactly one."""

CLOSED_PARTS: tuple[Measure, ...] = (
    c.closed_to_studies,
    c.closed_to_work,
    c.closed_to_no_occupation,
    c.closed_to_unknown,
    c.closed_to_other,
)
"""Everyone closed is in exactly one."""

_ALL: tuple[Measure, ...] = (
    coverage.covered,
    *COVERED_PARTS,
    coverage.under_search,
    o.attempts,
    o.attempts_answered,
    o.attempts_outside_coverage,
    o.attempts_in_all,
    o.attempted,
    o.reached,
    o.reached_by_youth,
    o.reached_only_by_relative,
    o.reached_by_own_contact,
    o.reached_outside_coverage,
    o.not_reached,
    o.not_reached_left,
    o.not_reached_remaining,
    o.sought,
    coverage.under_search_without_attempt,
    occupation.reached_while_covered,
    occupation.occupied_when_reached,
    occupation.occupied_unseen,
    occupation.not_occupied,
    occupation.occupation_unknown,
    e.enrolled,
    e.enrolled_under_responsibility,
    e.enrolled_after_responsibility,
    e.carried_in,
    e.newly_enrolled,
    e.re_enrolled,
    e.support_package_offered,
    e.enrolled_not_at_end,
    e.enrolled_at_end,
    c.closed,
    *CLOSED_PARTS,
    c.closed_to_studies_or_work,
    c.closed_and_enrolled_at_end,
    c.back_in_register,
    services.service_participants,
    services.service_new,
    services.service_ended,
    services.service_ended_to_studies,
    services.service_ended_to_work,
    services.service_ended_to_studies_or_work,
    services.service_ended_to_no_occupation,
    services.service_ended_to_unknown,
    services.service_ended_to_other,
    follow_up.address_reports,
    follow_up.declines,
    follow_up.recontacts_due,
    follow_up.recontacts_kept,
    follow_up.enrolled_after_reach,
    *entries.MEASURES_OF_ENTRY,
    lead_times.days_to_first_attempt,
    lead_times.days_to_reach,
    lead_times.days_to_enrolment,
)

MEASURES: Mapping[str, Measure] = {measure.code: measure for measure in _ALL}
