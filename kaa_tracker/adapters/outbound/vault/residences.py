"""Which address each person lives at, as a random id that says nothing of the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, exists, select, update

from kaa_tracker.adapters.outbound.vault.statements import in_pieces, insert_into, put_rows
from kaa_tracker.adapters.outbound.vault.tables import vault_address, vault_residence


def move(connection: Connection, addresses: Mapping[UUID, bytes | None]) -> None:
    """Let each case live at the address of the token given, and no longer anywhere else; none is no address."""
    for some in in_pieces(addresses):
        connection.execute(update(vault_residence).where(vault_residence.c.case_id.in_(some)).values(is_present=False))
    ids = _ids(connection, {token for token in addresses.values() if token is not None})
    rows = [
        {"case_id": case_id, "address_id": ids[token], "is_present": True}
        for case_id, token in addresses.items()
        if token is not None
    ]
    put_rows(connection, vault_residence, rows)


def present(connection: Connection, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The id of the address each case lives at."""
    found: dict[UUID, UUID] = {}
    for some in in_pieces(case_ids):
        query = select(vault_residence.c.case_id, vault_residence.c.address_id).where(
            vault_residence.c.case_id.in_(some), vault_residence.c.is_present
        )
        found.update((case_id, address_id) for case_id, address_id in connection.execute(query))
    return found


def leave(connection: Connection, case_id: UUID) -> None:
    """Forget where the case has lived, and the addresses nobody else in the vault has lived at."""
    lived_at = list(
        connection.scalars(select(vault_residence.c.address_id).where(vault_residence.c.case_id == case_id))
    )
    connection.execute(delete(vault_residence).where(vault_residence.c.case_id == case_id))
    somebody = exists().where(vault_residence.c.address_id == vault_address.c.address_id)
    for some in in_pieces(lived_at):
        connection.execute(delete(vault_address).where(vault_address.c.address_id.in_(some), ~somebody))


def _ids(connection: Connection, tokens: Collection[bytes]) -> dict[bytes, UUID]:
    """The id of each address, new ones included; of two writers with one new address the first decides."""
    drawn = [{"token": token, "address_id": uuid4()} for token in sorted(tokens)]
    if drawn:
        connection.execute(insert_into(connection, vault_address).on_conflict_do_nothing(), drawn)
    found: dict[bytes, UUID] = {}
    for some in in_pieces(tokens):
        query = select(vault_address.c.token, vault_address.c.address_id).where(vault_address.c.token.in_(some))
        found.update((token, address_id) for token, address_id in connection.execute(query))
    return found
