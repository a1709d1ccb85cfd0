"""How a youth is found, asked about and met."""

from __future__ import annotations

from datetime import timedelta

from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.application.access.youths import Lasting, Youths, youths
from kaa_tracker.bootstrap.ground import Ground


def found_youths(ground: Ground) -> Youths:
    settings = ground.settings
    return youths(
        ground.store,
        ground.vault,
        ground.handler,
        new_case_id,
        ground.directory,
        ground.access_log,
        ground.questions,
        ground.reference,
        Lasting(
            glass=timedelta(hours=settings.glass_hours),
            sample=timedelta(days=settings.sample_days),
            presence=timedelta(minutes=settings.presence_minutes),
        ),
    )
