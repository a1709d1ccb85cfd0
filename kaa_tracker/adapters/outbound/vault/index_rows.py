"""The rows of ``vault_index``: kept in step with the persons, and asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, func, select

from kaa_tracker.adapters.outbound.vault.blind_index import Indexed
from kaa_tracker.adapters.outbound.vault.statements import delete_rows, insert_rows, lock_table, rows_with
from kaa_tracker.adapters.outbound.vault.tables import vault_index

FORMER_NUMBER = "former_number"
"""The kind under which an identity number stays that its person no longer has."""

IndexRow: TypeAlias = tuple[bytes, bytes, str]
"""Token, case id and kind."""


def reindex(connection: Connection, case_ids: Iterable[bytes], wanted: set[IndexRow]) -> None:
    """Make the rows of the cases those given; a replaced identity number stays as a former one.

    Only the difference is written: most changes touch nothing a person is found by. The cases are
    the caller's own until the transaction ends.
    """
    held: set[IndexRow] = set(rows_with(connection, vault_index.c.case_id, case_ids))
    wanted = wanted | _former_numbers(held - wanted, wanted)
    gone, new = held - wanted, wanted - held
    # Who claims a BER key waits for who else does, in the one order of tokens. Nothing orders a key
    # claimed and a key given up: who gives one up writes alone.
    if any(kind == "register_key" for _, _, kind in gone):
        lock_table(connection, vault_index, "SHARE ROW EXCLUSIVE")
    delete_rows(connection, vault_index, list(gone))
    insert_rows(connection, vault_index, sorted(new))


def holders(connection: Connection, kinds: Sequence[str], tokens: Iterable[bytes]) -> dict[bytes, bytes]:
    """The case that has each token under the first kind, or else the next; of several the one opened first."""
    found = rows_with(connection, vault_index.c.token, tokens)
    ranked = [(kinds.index(kind), case_id, token) for token, case_id, kind in found if kind in kinds]
    return {token: case_id for _, case_id, token in sorted(ranked, reverse=True)}


def holding_one(connection: Connection, kinds: Collection[str], token: bytes) -> list[bytes]:
    """The cases that have the token under one of the kinds, in order."""
    return sorted(
        {case_id for _, case_id, kind in rows_with(connection, vault_index.c.token, [token]) if kind in kinds}
    )


def holding_all(connection: Connection, wanted: Iterable[Indexed]) -> list[bytes]:
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


def _former_numbers(left: Iterable[IndexRow], wanted: set[IndexRow]) -> set[IndexRow]:
    """The numbers the persons had or have had, but for those they have now."""
    return {
        (token, case_id, FORMER_NUMBER)
        for token, case_id, kind in left
        if kind in ("identity_number", FORMER_NUMBER) and (token, case_id, "identity_number") not in wanted
    }
