"""What other stores hold of a case, each by its own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import UUID


class HeldRow(NamedTuple):
    """A row of ``table``, by the names of its columns; no column tells of another case, or names an employee."""

    table: str
    values: Mapping[str, Any]


class CaseRows(Protocol):
    def of_case(self, case_id: UUID) -> Sequence[HeldRow]: ...

    def merged_into(self, case_id: UUID) -> Sequence[UUID]:
        """The cases that were found to be of the same person, and live on in this one."""
        ...
