"""``kaa token``: a token for the server on the same machine, where there is no provider to sign in with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, err, program_of
from kaa_tracker.application.access.user_names import is_user_name

Name = Annotated[str, typer.Argument(help="Den det gäller, som upplagd med kaa user add.")]
Hours = Annotated[int, typer.Option(min=1, max=24, help="Så länge den gäller.")]


def token(context: typer.Context, name: Name, hours: Hours = 8) -> None:
    """Skriv en token för servern på den här datorn; den säger vem, katalogen säger vad."""
    if not is_user_name(name):
        raise typer.BadParameter("är inget användarnamn", param_hint="NAME")
    local = program_of(context).local_tokens()
    if local is None:
        err.print("Här loggar alla in hos en leverantör av identiteter, se KAA_OIDC_ISSUER. Ingen token är skriven.")
        raise typer.Exit(EXIT_NOTHING_DONE)
    typer.echo(local.sign(name, datetime.now(UTC), timedelta(hours=hours)))
