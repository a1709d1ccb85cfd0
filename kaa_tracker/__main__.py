"""``kaa``: the command line on the assembled program."""

from __future__ import annotations

import gc

from pydantic import ValidationError
from pydantic_settings import SettingsError

from kaa_tracker.adapters.inbound.cli.app import fail, run
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings

COLLECT_EVERY = 100_000
"""Objects between two looks of the garbage collector; the default of 700 costs an import a quarter of its time."""


def main() -> None:
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
    run(program(read_settings()))


def read_settings() -> Settings:
    """Those of the environment. Ends with ``SystemExit`` and a sentence where one cannot be used."""
    try:
        return Settings()
    except SettingsError as error:
        field = str(error).partition('"')[2].partition('"')[0]
        fail(f'Inställningen KAA_{field.upper()} går inte att läsa. Skriv den som JSON, som ["det ena", "det andra"].')
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        if not fault["loc"]:
            fail(str(fault["ctx"]["error"]))
        name = "_".join(("KAA", *map(str, fault["loc"]))).upper()
        fail(f"Inställningen {name} går inte att använda: {fault['msg']}")


if __name__ == "__main__":
    main()
