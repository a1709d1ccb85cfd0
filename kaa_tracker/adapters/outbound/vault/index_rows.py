"""The rows of ``vault_index``: kept in step with the persons, and asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from kaa_tracker.adapters.outbound.vault.blind_index import Indexed
from kaa_tracker.adapters.outbound.vault.statements import in_pieces
from kaa_tracker.adapters.outbound.vault.tables import vault_index

FORMER_NUMBER = "former_number"
"""The kind under which an identity number stays that its person no longer has."""

_DELETE = delete(vault_index).where(
    vault_index.c.kind == bindparam("of_kind"),
    vault_index.c.token == bindparam("of_token"),
    vault_index.c.case_id == bindparam("of_case"),
)


def reindex(connection: Connection, persons: Mapping[UUID, set[Indexed]]) -> None:
    """Make the rows of each case those given; a replaced identity number stays as a former one.

    Only the difference is written: most changes touch nothing a person is found by.
    """
    gone: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    held = _held(connection, persons)
    for case_id, rows in persons.items():
        wanted = rows | _former_numbers(held[case_id], rows)
        gone += ({"of_kind": r.kind, "of_token": r.token, "of_case": case_id} for r in held[case_id] - wanted)
        new += ({"kind": r.kind, "token": r.token, "case_id": case_id} for r in wanted - held[case_id])
    if gone:
        connection.execute(_DELETE, gone)
    if new:
        connection.execute(insert(vault_index), sorted(new, key=lambda row: (row["kind"], row["token"])))


def holders(connection: Connection, kind: str, tokens: Collection[bytes]) -> dict[bytes, UUID]:
    """The case that has each token; of several the one opened first."""
    found: dict[bytes, UUID] = {}
    for some in in_pieces(tokens):
        query = (
            select(vault_index.c.token, vault_index.c.case_id)
            .where(vault_index.c.kind == kind, vault_index.c.token.in_(some))
            .order_by(vault_index.c.case_id.desc())
        )
        found.update((token, case_id) for token, case_id in connection.execute(query))
    return found


def holding_all(connection: Connection, wanted: Iterable[Indexed]) -> list[UUID]:
    """The cases that have every one of the rows, in order; nobody has all of none."""
    pairs = set(wanted)
    if not pairs:
        return []
    query = (
        select(vault_index.c.case_id)
        .where(
            vault_index.c.kind.in_({row.kind for row in pairs}), vault_index.c.token.in_({row.token for row in pairs})
        )
        .group_by(vault_index.c.case_id)
        .having(func.count() == len(pairs))
        .order_by(vault_index.c.case_id)
    )
    return list(connection.scalars(query))


def _held(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, set[Indexed]]:
    held: dict[UUID, set[Indexed]] = {case_id: set() for case_id in case_ids}
    for kind, token, case_id in _rows_of(connection, held):
        held[case_id].add(Indexed(kind, token))
    return held


def _rows_of(connection: Connection, case_ids: Iterable[UUID]) -> Iterator[tuple[str, bytes, UUID]]:
    columns = (vault_index.c.kind, vault_index.c.token, vault_index.c.case_id)
    for some in in_pieces(case_ids):
        for row in connection.execute(select(*columns).where(vault_index.c.case_id.in_(some))):
            yield row[0], row[1], row[2]


def _former_numbers(held: Iterable[Indexed], rows: set[Indexed]) -> set[Indexed]:
    """The numbers the person had or has had, but for the one the person has now."""
    return {
        Indexed(FORMER_NUMBER, row.token)
        for row in held
        if row.kind in ("identity_number", FORMER_NUMBER) and Indexed("identity_number", row.token) not in rows
    }
