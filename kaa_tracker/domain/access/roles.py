"""Who works with the program, in which role and where."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

Role: TypeAlias = Literal[
    "local_coordinator",
    "coach",
    "central_coordinator",
    "register_coordinator",
    "protected_case_handler",
    "statistician",
    "auditor",
    "data_protection_officer",
]

ROLES: tuple[Role, ...] = get_args(Role)

WORKS_AT_A_UNIT: frozenset[Role] = frozenset(("local_coordinator", "coach"))
"""The roles that mean nothing without a unit."""


class Posting(NamedTuple):
    """A role that somebody holds; ``unit`` where the role is held at one, empty elsewhere."""

    role: Role
    unit: str = ""


class User(NamedTuple):
    """Who signs in under ``name``, with the postings that are in force today."""

    name: str
    postings: tuple[Posting, ...]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(posting.role for posting in self.postings)
