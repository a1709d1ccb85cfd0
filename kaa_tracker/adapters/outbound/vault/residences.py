"""Which address each person lives at, as a random id that says nothing of the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from os import urandom

from sqlalchemy import Connection, delete, exists, select

from kaa_tracker.adapters.outbound.vault.statements import in_pieces, insert_rows, lock_table, put_rows, rows_with
from kaa_tracker.adapters.outbound.vault.tables import vault_address, vault_residence

ID_BYTES = 16


def move(connection: Connection, addresses: Mapping[bytes, bytes | None]) -> None:
    """Let each case live at the address of the token given, and no longer anywhere else; none is no address.

    Only the difference is written. The cases are the caller's own until the transaction ends.
    """
    ids = _ids(connection, {token for token in addresses.values() if token is not None})
    before = present(connection, addresses)
    rows: list[tuple[bytes, bytes, bool]] = []
    for case_id, token in addresses.items():
        left, moved_to = before.get(case_id), None if token is None else ids[token]
        if left != moved_to:
            rows += [(case_id, place, place == moved_to) for place in (left, moved_to) if place is not None]
    put_rows(connection, vault_residence, rows)


def present(connection: Connection, case_ids: Collection[bytes]) -> dict[bytes, bytes]:
    """The id of the address each case lives at."""
    found = rows_with(connection, vault_residence.c.case_id, case_ids)
    return {case_id: address_id for case_id, address_id, is_present in found if is_present}


def leave(connection: Connection, case_id: bytes) -> None:
    """Forget where the case has lived, and the addresses nobody else in the vault has lived at."""
    lived_at = list(
        connection.scalars(select(vault_residence.c.address_id).where(vault_residence.c.case_id == case_id))
    )
    connection.execute(delete(vault_residence).where(vault_residence.c.case_id == case_id))
    # Once nobody is moving anywhere, everybody who lives there is to be seen.
    lock_table(connection, vault_address, "SHARE ROW EXCLUSIVE")
    somebody = exists().where(vault_residence.c.address_id == vault_address.c.address_id)
    for some in in_pieces(lived_at):
        connection.execute(delete(vault_address).where(vault_address.c.address_id.in_(some), ~somebody))


def _ids(connection: Connection, tokens: Collection[bytes]) -> dict[bytes, bytes]:
    """The id of each address, new ones included; of two writers with one new address the first decides."""
    lock_table(connection, vault_address, "ROW EXCLUSIVE")
    ids = _known_ids(connection, tokens)
    # In one order, so that two writers with the same new addresses wait for each other and never in a ring.
    if new := sorted(token for token in tokens if token not in ids):
        drawn = [(token, urandom(ID_BYTES)) for token in new]
        insert_rows(connection, vault_address, drawn, "ON CONFLICT (token) DO NOTHING")
        ids |= _known_ids(connection, new)
    return ids


def _known_ids(connection: Connection, tokens: Collection[bytes]) -> dict[bytes, bytes]:
    return dict(rows_with(connection, vault_address.c.token, tokens))
