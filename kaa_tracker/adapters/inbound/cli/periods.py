"""The period that a figure is asked for, as options of a command."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from kaa_tracker.domain.periods import Period, operating_year

MaybeYear = Annotated[int | None, typer.Option(help="Verksamhetsår.", min=1990, max=2199)]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Periodens första dag.")]
To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Periodens sista dag.")]


def period_of(year: int | None, first: datetime | None, last: datetime | None) -> Period:
    """Raises ``BadParameter``."""
    if year is not None and first is None and last is None:
        return operating_year(year)
    if year is None and first is not None and last is not None and first <= last:
        return Period(first.date(), last.date())
    raise typer.BadParameter("ange antingen --year, eller --from och --to i den ordningen", param_hint="--year")
