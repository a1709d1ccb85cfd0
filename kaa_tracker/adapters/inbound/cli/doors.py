"""The doors that stay open until the process is told to stop, and the work behind them."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import takewhile

from kaa_tracker.adapters.inbound.api.app import create_app
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.city.live import Live
from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.serving import ServingRefused, Tls, serve
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import SignIn
from kaa_tracker.adapters.inbound.api.signing_in.trust import verifier
from kaa_tracker.adapters.inbound.api.traffic import Traffic
from kaa_tracker.adapters.inbound.background import Background
from kaa_tracker.adapters.inbound.cli.console import err
from kaa_tracker.adapters.inbound.cli.passing_on.turn import Turn
from kaa_tracker.adapters.inbound.cli.watching import refuse_without_handlers, watched
from kaa_tracker.adapters.inbound.messages.register import read_envelope
from kaa_tracker.adapters.inbound.messaging.feed import RegisterFeed
from kaa_tracker.adapters.inbound.messaging.refused import FeedRefused
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from kaa_tracker.adapters.inbound.observing.gauges import Gauges
from kaa_tracker.adapters.inbound.observing.metrics import Metrics
from kaa_tracker.adapters.inbound.observing.operations import Looking
from kaa_tracker.adapters.inbound.observing.orders import CountedCasework
from kaa_tracker.adapters.inbound.pauses import growing
from kaa_tracker.adapters.inbound.turns import Turns
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.intake.inbox import Raw, Stored
from kaa_tracker.settings import Settings
from kaa_tracker.system import CannotOpen, System

LONGEST_WAIT_SECONDS = 1.0
"""The longest of the pauses in which a read waits for the read model; all of them take twice that."""


TakesCommands = Callable[[Turn], AbstractContextManager[None]]
"""Lets other processes have their commands carried out by this one, in turn with its own work."""


def keep_open(system: System, takes_commands: TakesCommands) -> None:
    """HTTPS. Raises ``CannotOpen``."""
    refuse_without_handlers(system)
    turn, settings = Turn(), system.settings
    background = Background(turn.around(Turns(system)))
    documents = Background(system.making_documents, "documents")
    try:
        with watched(settings) as observer:
            people = sign_in(system)
            cases = case_door(system, background, documents, people, observer.metrics)
            observer.metrics.also([Gauges(cases.operations)])
            app = create_app(
                intake_door(system, background, people),
                cases,
                observer,
                Traffic(settings.requests_at_once),
                documentation_url=settings.documentation_url,
            )
            with background.running(), documents.running(), takes_commands(turn):
                serve(
                    app,
                    settings.host,
                    settings.port,
                    tls=_tls(settings),
                    behind_tls_proxy=settings.behind_tls_proxy,
                    grace_seconds=settings.grace_seconds,
                    opened=lambda address: err.print(f"Öppet på {address}"),
                )
    except (ServingRefused, ValueError) as refused:
        raise CannotOpen(str(refused)) from None


def keep_taking(system: System, takes_commands: TakesCommands) -> None:
    """NATS. Raises ``CannotOpen``."""
    turn = Turn()
    background = Background(turn.around(Turns(system)))
    try:
        with watched(system.settings), background.running(), takes_commands(turn):
            asyncio.run(_take_until_told_to_stop(system, background))
    except (FeedRefused, ValueError) as refused:
        raise CannotOpen(str(refused)) from None


async def _take_until_told_to_stop(system: System, background: Background) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    def receive(messages: Sequence[Raw]) -> list[Stored]:
        stored = system.intake.receiving.receive("nats", messages)
        background.wake()
        return stored

    settings = _feed_settings(system.settings)
    feed = RegisterFeed(settings, receive, _envelope_reader(system.settings), system.clock.now)
    err.print(f"Tar emot från {settings.stream} på {len(settings.servers)} servrar")
    await feed.run(stop)


def sign_in(system: System) -> SignIn:
    """Raises ``ValueError`` for settings that protect nothing."""
    trusted = verifier(system.settings, system.local_tokens(), system.clock)
    return SignIn(trusted, system.directory, system.clock)


def intake_door(system: System, background: Background, people: SignIn) -> IntakeDoor:
    settings, reference = system.settings, system.reference

    return IntakeDoor(
        feed_token=settings.feed_token,
        sign_in=people,
        read_envelope=_envelope_reader(settings),
        receive=lambda messages, delivery: system.intake.receiving.receive("https", messages, delivery),
        inbox=system.intake.inbox,
        clock=system.clock,
        reasons=lambda: reference.codes_on("intake_decisions", system.clock.today()),
        what_to_do=system.sentences.quarantined,
        wake=background.wake,
        lacks=lambda: [background.failing] if background.failing else [],
        outages=system.intake.outages,
    )


def case_door(
    system: System, background: Background, documents: Background, people: SignIn, metrics: Metrics
) -> CaseDoor:
    def has_reached(position: int) -> bool:
        background.wake()
        for pause in takewhile(lambda pause: pause < LONGEST_WAIT_SECONDS, growing(0.005, LONGEST_WAIT_SECONDS)):
            if system.runner.position() >= position:
                return True
            time.sleep(pause)
        return system.runner.position() >= position

    return CaseDoor(
        sign_in=people,
        clock=system.clock,
        reference=system.reference,
        sentences=system.sentences,
        seeing=Seeing(system.store, system.directory, system.reference.rules),
        revealing=system.revealing,
        access_log=system.access_log,
        casework=CountedCasework(system.handler, system.vault, metrics),
        reading=system.reading,
        letters=system.letters,
        youths=system.youths,
        rights=system.rights,
        reports=system.reports,
        half_year=system.half_year,
        vault=system.vault,
        new_case_id=system.new_case_id,
        live=Live(
            changes=system.store.changes,
            projected=system.runner.position,
            at_most=system.settings.streams_per_user,
        ),
        last_position=system.store.last_position,
        wake=background.wake,
        has_reached=has_reached,
        documents=system.document_orders,
        wake_documents=documents.wake,
        operations=Looking(system, lambda: background.failing),
    )


def _envelope_reader(settings: Settings) -> Callable[[bytes], Raw]:
    return partial(read_envelope, max_bytes=settings.max_line_bytes)


def _tls(settings: Settings) -> Tls | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    return Tls(settings.tls_certificate, settings.tls_key)


def _feed_settings(settings: Settings) -> FeedSettings:
    if not settings.nats_servers:
        raise FeedRefused('Inga NATS-servrar är angivna. Ange KAA_NATS_SERVERS, som ["tls://server:4222"].')
    return FeedSettings(
        servers=settings.nats_servers,
        stream=settings.nats_stream,
        durable=settings.nats_durable,
        subject=settings.nats_subject,
        credentials=settings.nats_credentials,
        token=settings.nats_token.get_secret_value() if settings.nats_token else None,
        tls_ca=settings.nats_tls_ca,
        monitoring_url=settings.nats_monitoring_url,
        may_lose=settings.nats_may_lose,
    )
