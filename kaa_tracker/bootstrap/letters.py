"""Letter runs."""

from __future__ import annotations

from datetime import timedelta

from kaa_tracker.adapters.outbound.letters import SqlLetterRuns, create_letter_runs
from kaa_tracker.application.letters.addressing import Addressing
from kaa_tracker.application.letters.judging import Judging
from kaa_tracker.application.letters.letters import Letters
from kaa_tracker.application.letters.posting import PostingLetters
from kaa_tracker.application.letters.preparing import Preparing
from kaa_tracker.application.letters.undoing import UndoingLetters
from kaa_tracker.bootstrap.ground import Ground


def letters(ground: Ground) -> Letters:
    create_letter_runs(ground.engine)
    runs, judging = SqlLetterRuns(ground.engine), Judging(ground.store, ground.vault, ground.reference)
    readable = timedelta(days=ground.settings.letter_file_days)
    return Letters(
        kept=runs,
        judging=judging,
        preparing=Preparing(runs, judging, ground.rehearse),
        addressing=Addressing(runs, judging, ground.rehearse, ground.revealing, readable),
        posting=PostingLetters(runs, judging, ground.handler),
        undoing=UndoingLetters(runs, ground.handler),
    )
