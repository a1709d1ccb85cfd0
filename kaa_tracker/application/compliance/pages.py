"""The pages, each with its owner and the day by which it is reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from kaa_tracker.application.compliance.statements import Risk, Statements
from kaa_tracker.domain.access.roles import ROLES
from kaa_tracker.domain.access.table import ACTIONS, EXTENTS, TABLE
from kaa_tracker.domain.dictionary import GROUNDS, Dictionary


class Configuration(NamedTuple):
    """How the program is set up: the days and months of its settings and rules by name, and what has which ground."""

    statements: Statements
    figures: Mapping[str, Any]
    fields: Dictionary
    columns: Dictionary
    lists: Mapping[str, str]
    """The ground of each code list."""


Page: TypeAlias = Callable[[Configuration], Iterator[str]]


def pages(configuration: Configuration) -> dict[str, str]:
    """Every page as Markdown, by the name of its file. Raises ``KeyError`` for a period by an unknown figure."""
    return {name: "\n".join(_whole(title, page, configuration)) + "\n" for name, (title, page) in _PAGES.items()}


def _whole(title: str, page: Page, configuration: Configuration) -> Iterator[str]:
    said = configuration.statements
    yield f"# {title}\n"
    yield f"Ansvarig: {said.owner}. Granskad {said.reviewed_on}; ska granskas igen senast {said.review_by}."
    yield "Sidan skrivs av programmet efter hur det är inställt; ändra inställningen eller uppgiften, inte sidan.\n"
    yield from page(configuration)


def _table(*heads: str) -> Iterator[str]:
    yield _row(*heads)
    yield f"|{'---|' * len(heads)}"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _index(configuration: Configuration) -> Iterator[str]:
    said = configuration.statements
    yield f"Personuppgiftsansvarig: {said.controller}. Dataskyddsombud: {said.officer}.\n"
    yield from (f"- [{title}]({name})" for name, (title, _) in _PAGES.items() if name != "README.md")


def _record(configuration: Configuration) -> Iterator[str]:
    for activity in configuration.statements.activities:
        yield f"\n## {activity.name}\n"
        yield from _table("", "")
        yield _row("Ändamål", activity.purpose)
        yield _row("Rättslig grund", activity.ground)
        yield _row("Registrerade", activity.subjects)
        yield _row("Kategorier av uppgifter", "; ".join(activity.categories))
        yield _row("Mottagare", activity.recipients)
        yield _row("Överföring till tredje land", activity.transfers)
        yield _row("Gallring", activity.kept)
        yield _row("Säkerhet", activity.security)


def _dictionary(configuration: Configuration) -> Iterator[str]:
    yield "Varje uppgift som kan lagras, och det som ger rätt att lagra den. En uppgift utan grund stoppar bygget.\n"
    yield from _table("Grund", "Innebörd")
    yield from (_row(ground, meaning) for ground, meaning in GROUNDS.items())
    for title, decided in (
        ("Händelser och personuppgifter", configuration.fields),
        ("Kolumner i databasen", configuration.columns),
        ("Kodlistor", configuration.lists),
    ):
        yield f"\n## {title}\n"
        yield from _table("Uppgift", "Grund")
        yield from (_row(f"`{address}`", ground) for address, ground in sorted(decided.items()))


def _access(configuration: Configuration) -> Iterator[str]:
    said = configuration.statements
    yield "Det som inte står här är inte tillåtet, och ser ut som om ärendet inte fanns.\n"
    for role in ROLES:
        yield f"\n## {said.roles[role]} (`{role}`)\n"
        yield from _table("Åtgärd", "Vilka ärenden")
        for action in ACTIONS:
            if extents := TABLE[role].get(action):
                named = [said.extents[extent] for extent in EXTENTS if extent in extents]
                yield _row(f"{said.actions[action]} (`{action}`)", "; ".join(named))


def _retention(configuration: Configuration) -> Iterator[str]:
    yield from _table("Vad", "Var", "Hur länge", "Grund")
    for period in configuration.statements.retention:
        yield _row(period.what, period.where, period.until.format_map(configuration.figures), period.ground)


def _klassa(configuration: Configuration) -> Iterator[str]:
    yield "Förslag till klass; informationsägaren beslutar. Nivåerna går från 0 till 3.\n"
    yield from _table("Aspekt", "Nivå", "Varför")
    for level in configuration.statements.klassa:
        yield _row(level.aspect, level.level, level.why)


def _risks(configuration: Configuration) -> Iterator[str]:
    yield "Sannolikhet och konsekvens från 1 till 4; värdet är produkten.\n"
    yield from _table("Risk", "Före", "Vad som görs", "Efter", "Ansvarig")
    for risk in sorted(configuration.statements.risks, key=_weight, reverse=True):
        yield _row(risk.what, _product(risk.before), risk.done, _product(risk.after), risk.owner)


def _weight(risk: Risk) -> int:
    return risk.after[0] * risk.after[1]


def _product(scale: tuple[int, int]) -> str:
    return f"{scale[0]} × {scale[1]} = {scale[0] * scale[1]}"


def _threshold(configuration: Configuration) -> Iterator[str]:
    criteria = configuration.statements.threshold
    met = sum(criterion.met for criterion in criteria)
    needed = "En konsekvensbedömning ska göras." if met >= _ENOUGH else "En konsekvensbedömning behövs inte."
    yield f"{met} av {len(criteria)} kriterier är uppfyllda; två eller fler kräver en bedömning (art. 35). {needed}\n"
    yield from _table("Kriterium", "Uppfyllt", "Varför")
    for criterion in criteria:
        yield _row(criterion.what, "ja" if criterion.met else "nej", criterion.why)


_ENOUGH = 2


def _assessment(configuration: Configuration) -> Iterator[str]:
    yield "Utkast. Dataskyddsombudet ska yttra sig innan det fastställs (art. 35.2)."
    for section in configuration.statements.assessment:
        yield f"\n## {section.title}\n\n{section.text}"


_PAGES: Mapping[str, tuple[str, Page]] = {
    "README.md": ("Efterlevnad", _index),
    "behandlingsregister.md": ("Register över behandlingar (art. 30)", _record),
    "uppgifter.md": ("Uppgifter och deras rättsliga grund", _dictionary),
    "behorigheter.md": ("Roller, åtgärder och räckvidd", _access),
    "gallring.md": ("Gallring", _retention),
    "klassa.md": ("Informationsklassning enligt KLASSA", _klassa),
    "risker.md": ("Risker", _risks),
    "troskelanalys.md": ("Tröskelanalys", _threshold),
    "konsekvensbedomning.md": ("Konsekvensbedömning (art. 35)", _assessment),
}
