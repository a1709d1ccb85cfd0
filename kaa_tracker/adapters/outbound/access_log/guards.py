"""What the database itself refuses: to change an entry, and to delete one that has not been forgotten.

Forgetting moves the start of the chain first, which deletions may then follow. This stops mistakes, and
whoever may write rows but not change tables; who owns the tables can drop it. That is what the chain is for.

On PostgreSQL an entry comes by its number as an event by its position: numbers stand in the order of
transaction ids, so that an entry can only appear below another while a transaction with a smaller id is
under way.
"""

from __future__ import annotations

from collections.abc import Iterator

_REFUSAL = "the access log is only added to"

_START = "(SELECT number FROM access_chain WHERE place = 'start')"
_KEPT = ("access_entry", "access_case", "access_link")
"""Rows that go only when the chain starts after them."""

_UNCHANGED = ("access_entry", "access_link")
_FORGETS = "new.number = old.number AND new.commitment = old.commitment AND new.case_id IS NULL AND new.salt IS NULL"

_NEXT_NUMBER = """
CREATE OR REPLACE FUNCTION next_access_number() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    taken bigint;
BEGIN
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'an access is the first thing its transaction writes';
    END IF;
    PERFORM pg_advisory_lock(hashtext('access_entry'));
    PERFORM pg_current_xact_id();
    taken := nextval('access_entry_number_seq');
    PERFORM pg_advisory_unlock(hashtext('access_entry'));
    RETURN taken;
END $$"""

_REFUSE = f"""
CREATE OR REPLACE FUNCTION refuse_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_REFUSAL}';
END $$"""

_REFUSE_UNLESS_FORGOTTEN = f"""
CREATE OR REPLACE FUNCTION refuse_access_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.number > {_START} THEN
        RAISE EXCEPTION '{_REFUSAL}';
    END IF;
    RETURN old;
END $$"""


def guards(dialect: str) -> Iterator[str]:
    """The statements that set them up, for tables just made."""
    return _sqlite() if dialect == "sqlite" else _postgres()


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for table in _UNCHANGED:
        yield f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER access_case_unchanged BEFORE UPDATE ON access_case WHEN NOT ({_FORGETS}) {refuse}"
    for table in _KEPT:
        yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN old.number > {_START} {refuse}"
    yield f"CREATE TRIGGER access_chain_kept BEFORE DELETE ON access_chain {refuse}"


def _postgres() -> Iterator[str]:
    yield from (_NEXT_NUMBER, _REFUSE, _REFUSE_UNLESS_FORGOTTEN)
    refuse = "EXECUTE FUNCTION refuse_access_change()"
    for table in _UNCHANGED:
        yield f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW {refuse}"
    yield (
        "CREATE TRIGGER access_case_unchanged BEFORE UPDATE ON access_case "
        f"FOR EACH ROW WHEN (NOT ({_FORGETS})) {refuse}"
    )
    for table in _KEPT:
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_access_deletion()"
        )
    yield f"CREATE TRIGGER access_chain_kept BEFORE DELETE ON access_chain FOR EACH ROW {refuse}"
    for table in (*_KEPT, "access_chain"):
        yield f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
