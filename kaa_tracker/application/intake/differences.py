"""Where the extract and one case differ, and what would make them agree. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeAlias
from uuid import UUID

from kaa_tracker.application.intake.extract import ListedPerson
from kaa_tracker.domain.case.commands import RecordRegisterChange
from kaa_tracker.domain.case.events import ContactDetailRecorded, RegisterEntered
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.reconciling import RegisterCommand, difference, is_held
from kaa_tracker.domain.case.unreadable import UnreadableHistory
from kaa_tracker.domain.person import Person

Kind: TypeAlias = Literal["missing", "gone", "differs"]
"""``missing``: BER lists the youth, and we do not have them in the register. ``gone``: the other way round."""

_DETAILS = ("district", "gender", "protection")
_PEOPLE_ADD_TO = {"phone": "phones", "email": "emails"}
"""The fields of a person that coordinators add to, by the name of the contact detail."""


class Difference(NamedTuple):
    """What has to be recorded for a case to agree with the extract."""

    name: str
    """Unique to it: the cause of the events it leads to. No register key stands in it."""
    kind: Kind
    register_key: str
    case_id: UUID | None
    """``None`` for somebody we have never heard of."""
    command: RegisterCommand
    fields: tuple[str, ...]
    """What differs, by name."""
    told: Mapping[str, Any]
    """What the vault has to learn of the person."""

    def __repr__(self) -> str:
        return f"Difference({self.kind})"


class Unread(NamedTuple):
    """Somebody of whom nothing can be said: what the extract tells, or the case, cannot be read."""

    name: str
    case_id: UUID | None
    reason: str
    path: str = ""
    """Where in the extract, in names of the format."""


class Ours(NamedTuple):
    """What we hold of somebody."""

    case_id: UUID | None
    life: Life | UnreadableHistory
    person: Person | None


def of_listed(name: str, shown: ListedPerson, ours: Ours, extract_of: date) -> Difference | Unread | None:
    """What is called ``name``, if we hold the youth otherwise than the extract of that day lists them.

    A case that has ended agrees with everything.
    """
    case_id, life, person = ours
    if isinstance(life, UnreadableHistory):
        return Unread(name, case_id, "case_unreadable")
    if life.is_ended:
        return None
    fields = _differing_fields(person, shown, _added_to(life)) if person else ()
    listed = shown.listed._replace(differing_vault_fields=fields)
    command = difference(life, listed, extract_of)
    if command is None:
        return None
    told = {name: value for name, value in shown.told.items() if person is None or _field(name) in fields}
    if isinstance(command, RecordRegisterChange):
        details = tuple(detail for detail in _DETAILS if getattr(command, detail) is not None)
        return Difference(name, "differs", shown.register_key, case_id, command, (*details, *fields), told)
    if is_held(life):
        return Difference(name, "differs", shown.register_key, case_id, command, ("entered_on", *fields), told)
    return Difference(name, "missing", shown.register_key, case_id, command, fields, told)


def of_unlisted(name: str, ours: Ours, extract_of: date, sent_at: datetime) -> Difference | Unread | None:
    """What is called ``name``, if we hold in the register a youth whom the extract does not list.

    Whoever was taken in after it was made, at ``sent_at``, cannot be in it.
    """
    case_id, life, person = ours
    if isinstance(life, UnreadableHistory):
        return Unread(name, case_id, "case_unreadable")
    if life.is_ended or person is None or person.register_key is None or _taken_in_after(life, sent_at):
        return None
    command = difference(life, None, extract_of)
    return Difference(name, "gone", person.register_key, case_id, command, (), {}) if command else None


def _taken_in_after(life: Life, moment: datetime) -> bool:
    """Whether a message told of the youth's coming after BER had made the extract."""
    return any(
        isinstance(fact.event, RegisterEntered) and fact.event.extract_of is None and fact.recorded_at > moment
        for fact in life.register_facts
    )


def _added_to(life: Life) -> frozenset[str]:
    """The fields of the person to which somebody here has added what BER need not know."""
    recorded = {entry.event.field for entry in life.case.all(ContactDetailRecorded)}
    return frozenset(field for detail, field in _PEOPLE_ADD_TO.items() if detail in recorded)


def _differing_fields(person: Person, shown: ListedPerson, added_to: Collection[str]) -> tuple[str, ...]:
    """The fields that the extract tells otherwise than the vault, unless the revision that it shows, or a later
    one, told them: the vault takes each revision's word once. What people added here is no difference."""
    revision = shown.listed.entry.revision

    def differs(field: str, value: Any) -> bool:
        known = getattr(person, field)
        if person.told_at.get(field, 0) >= revision or value == known:
            return False
        return not (field in added_to and set(value) <= set(known))

    return tuple(field for field, value in shown.told.items() if _field(field) == field and differs(field, value))


def _field(name: str) -> str:
    """The field of which ``name`` is a part: the kind of an identity number is told by the number."""
    return "identity_number" if name == "identity_kind" else name
