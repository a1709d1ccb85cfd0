"""Who gives a command that the table of who may do what knows an action for, and what is said where it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, NoReturn
from uuid import uuid4

import typer

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, err, opened
from kaa_tracker.adapters.inbound.cli.looking import looking
from kaa_tracker.application.disposal import DisposalRefused
from kaa_tracker.application.rights.person_requests import Written
from kaa_tracker.application.rights.refused import RightsRefused
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import may
from kaa_tracker.domain.access.table import Action
from kaa_tracker.system import System


class Acting(NamedTuple):
    """Somebody in the directory, at work with the program."""

    system: System
    user: User

    @property
    def written(self) -> Written:
        """A new name for each, so that no two commands are taken for one."""
        return Written(self.user.name, self.system.clock.now(), f"{self.user.name}:{uuid4()}")


@contextmanager
def acting(context: typer.Context, name: str, *actions: Action) -> Iterator[Acting]:
    """Ends the command with a sentence where the user's roles know none of the actions, and where it is refused."""
    with opened(context) as system:
        user = looking(system, name)
        if all(may(user, action) is None for action in actions):
            stop("Det ingår inte i din roll. Be den som sköter behörigheter om din roll ska ändras.")
        try:
            yield Acting(system, user)
        except (RightsRefused, DisposalRefused) as refused:
            stop(system.sentences.refusal(refused.refusal))


def stop(sentence: str) -> NoReturn:
    """Nothing was done."""
    err.print(sentence, markup=False, soft_wrap=True)
    raise typer.Exit(EXIT_NOTHING_DONE)
