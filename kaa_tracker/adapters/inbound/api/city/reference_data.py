"""Code lists, units and districts as they hold on a day, with what people call them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.domain.alphabet import alphabetical
from kaa_tracker.domain.periods import FOREVER
from kaa_tracker.domain.reference import Code, District, Reference, Unit

Version = Annotated[str, Field(description="Of all reference data together.", examples=["14adea1493bb"])]
ValidFrom = Annotated[date | None, Field(description="Empty: as long as anybody knows.", examples=["2021-12-01"])]
ValidTo = Annotated[date | None, Field(description="The last day; empty: until further notice.", examples=[None])]


class ListOfCodes(BaseModel):
    name: Annotated[str, Field(examples=["channels"])]
    label: Annotated[str, Field(examples=["Kontaktsätt"])]
    href: Annotated[str, Field(examples=["/v1/reference/channels"])]


class ListsOfCodes(BaseModel):
    version: Version
    lists: list[ListOfCodes]


class CodeShown(BaseModel):
    code: Annotated[str, Field(examples=["phone"])]
    label: Annotated[str, Field(examples=["Telefon"])]
    valid_from: ValidFrom
    valid_to: ValidTo
    needs_detail: Annotated[bool, Field(description="Whether more has to be said where it is used.")]


class CodesShown(BaseModel):
    version: Version
    name: Annotated[str, Field(examples=["channels"])]
    label: Annotated[str, Field(examples=["Kontaktsätt"])]
    ground: Annotated[str, Field(description="What allows us to keep it.", examples=["4 § 4"])]
    codes: list[CodeShown]


class UnitShown(BaseModel):
    code: Annotated[str, Field(examples=["globen"])]
    label: Annotated[str, Field(examples=["Jobbtorg Globen"])]
    is_jobbtorg: bool
    valid_from: ValidFrom
    valid_to: ValidTo


class UnitsShown(BaseModel):
    version: Version
    units: list[UnitShown]


class DistrictShown(BaseModel):
    code: Annotated[str, Field(examples=["farsta"])]
    label: Annotated[str, Field(examples=["Farsta"])]
    jobbtorg: Annotated[str, Field(description="The unit that works it that day.", examples=["globen"])]
    valid_from: ValidFrom
    valid_to: ValidTo


class DistrictsShown(BaseModel):
    version: Version
    on: date
    districts: list[DistrictShown]


OnDay = Annotated[date | None, Query(description="Those that hold that day.", examples=["2026-08-20"])]
ListInPath = Annotated[str, Path(pattern=r"^[a-z_]{1,64}$", examples=["channels"])]


def add_reference_data(routes: APIRouter, door: CaseDoor) -> None:
    reference, allowed = door.reference, [Depends(Allowed("read_reference"))]

    @routes.get("/reference", tags=["reference"], dependencies=allowed, responses=responses("not_allowed"))
    def code_lists() -> ListsOfCodes:
        """Which code lists there are. A city replaces them; the version changes when any of them does."""
        lists = [
            ListOfCodes(name=one.name, label=one.label, href=f"/v1/reference/{one.name}")
            for one in reference.code_lists
        ]
        return ListsOfCodes(version=reference.version, lists=lists)

    @routes.get("/reference/units", tags=["reference"], dependencies=allowed, responses=responses("not_allowed"))
    def units(on: OnDay = None) -> UnitsShown:
        """The units that work cases; without a day, those that have closed as well."""
        found = [unit for unit in reference.units if on is None or unit.valid_from <= on <= unit.valid_to]
        return UnitsShown(version=reference.version, units=[_unit(unit) for unit in found])

    @routes.get("/reference/districts", tags=["reference"], dependencies=allowed, responses=responses("not_allowed"))
    def districts(on: OnDay = None) -> DistrictsShown:
        """The districts of a day, today if none is asked for, each with the jobbtorg that works it then."""
        day = on or door.clock.today()
        by_name = sorted(reference.division(day), key=lambda district: alphabetical(district.label))
        found = [_district(district, reference, day) for district in by_name]
        return DistrictsShown(version=reference.version, on=day, districts=found)

    @routes.get(
        "/reference/{list}",
        tags=["reference"],
        dependencies=allowed,
        responses=responses("not_allowed", "no_such_list"),
    )
    def codes(list: ListInPath, on: OnDay = None) -> CodesShown:
        """The codes of a list; without a day, those that can no longer be used as well."""
        found = next((one for one in reference.code_lists if one.name == list), None)
        if found is None:
            raise Problem("no_such_list")
        shown = [_code(code) for code in found.codes if on is None or code.valid_on(on)]
        return CodesShown(
            version=reference.version, name=found.name, label=found.label, ground=found.ground, codes=shown
        )


def _code(code: Code) -> CodeShown:
    first, last = _validity(code)
    return CodeShown(code=code.code, label=code.label, valid_from=first, valid_to=last, needs_detail=code.needs_detail)


def _unit(unit: Unit) -> UnitShown:
    first, last = _validity(unit)
    return UnitShown(code=unit.code, label=unit.label, is_jobbtorg=unit.is_jobbtorg, valid_from=first, valid_to=last)


def _district(district: District, reference: Reference, day: date) -> DistrictShown:
    first, last = _validity(district)
    jobbtorg = reference.jobbtorg_of(district.code, day)
    return DistrictShown(code=district.code, label=district.label, jobbtorg=jobbtorg, valid_from=first, valid_to=last)


def _validity(of: Code | Unit | District) -> tuple[date | None, date | None]:
    """The ends of time are nobody's business."""
    return (
        None if of.valid_from == date.min else of.valid_from,
        None if of.valid_to == FOREVER else of.valid_to,
    )
