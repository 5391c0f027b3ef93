"""Whether mirrors have the same of a suite: the newest among them is what the others are held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aptsim.mirrors.package_index import Offers
from aptsim.mirrors.survey import ListState, Survey, SurveyedList


@dataclass(frozen=True, slots=True)
class PackageDifference:
    """A package that two mirrors do not offer alike.

    Args:
        package: ``name:arch``.
        versions: those that the mirror offers.
        reference: those that the newest mirror offers.
    """

    package: str
    versions: tuple[str, ...]
    reference: tuple[str, ...]

    @property
    def is_rebuilt(self) -> bool:
        """Tell whether the versions are the same, and something else that is said of them is not."""
        return sorted(self.versions) == sorted(self.reference)


@dataclass(frozen=True, slots=True)
class ListFinding:
    """A list that is not as it should be, or not as on the newest mirror.

    Args:
        surveyed: the list.
        belongs_to: the other mirror whose Release file promises just this list, when it is torn; empty for none.
        differences: packages that differ from the newest mirror's, sorted.
    """

    surveyed: SurveyedList
    belongs_to: str
    differences: tuple[PackageDifference, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether nothing is wrong with it."""
        return self.surveyed.state is ListState.GOOD and not self.differences


@dataclass(frozen=True, slots=True)
class MirrorFindings:
    """A mirror's suite beside that of the newest mirror.

    Args:
        survey: what it has.
        behind: how much older its Release file is; None when that cannot be told.
        lists: what was found of its lists, in order; those that only the newest mirror has are not among them.
        absent: names of lists that the newest mirror has and this one does not offer.
    """

    survey: Survey
    behind: timedelta | None
    lists: tuple[ListFinding, ...]
    absent: tuple[str, ...] = ()

    @property
    def unusable(self) -> tuple[str, ...]:
        """Give the names of lists that apt could not use."""
        return tuple(one.surveyed.name for one in self.lists if not one.surveyed.is_usable)

    @property
    def is_same(self) -> bool:
        """Tell whether it has what the newest mirror has, and all of it is good."""
        is_current = self.behind is None or not self.behind
        return is_current and not self.survey.expired and not self.absent and all(one.is_same for one in self.lists)


@dataclass(frozen=True, slots=True)
class SuiteComparison:
    """Mirrors side by side for one suite.

    Args:
        suite: its name.
        reference: the newest mirror, which the others are held against.
        mirrors: all of them, in the order in which they were named.
    """

    suite: str
    reference: str
    mirrors: tuple[MirrorFindings, ...] = field(default=())

    @property
    def is_same(self) -> bool:
        """Tell whether all mirrors have the same."""
        return all(mirror.is_same for mirror in self.mirrors)


def compare_surveys(surveys: Sequence[Survey]) -> SuiteComparison:
    """Hold surveys of one suite against the newest of them; of several as new the first."""
    newest = max(surveys, key=_age_key)
    findings = tuple(_findings_of(survey, newest, surveys) for survey in surveys)
    return SuiteComparison(newest.suite, newest.mirror, findings)


def _age_key(survey: Survey) -> datetime:
    return survey.date or datetime.min.replace(tzinfo=UTC)


def _findings_of(survey: Survey, newest: Survey, surveys: Sequence[Survey]) -> MirrorFindings:
    behind = None if survey.date is None or newest.date is None else newest.date - survey.date
    lists = tuple(
        ListFinding(
            one, _owner_of(one, survey, surveys), tuple(iter_differences(one.offers, _offers_in(newest, one.name)))
        )
        for one in survey.lists.values()
    )
    absent = tuple(name for name in newest.lists if name not in survey.lists)
    return MirrorFindings(survey, behind, lists, absent)


def _offers_in(survey: Survey, name: str) -> Offers | None:
    known = survey.lists.get(name)
    return None if known is None else known.offers


def _owner_of(one: SurveyedList, survey: Survey, surveys: Sequence[Survey]) -> str:
    """Find the mirror whose Release file promises a torn list."""
    if one.state is not ListState.TORN:
        return ""
    others = (other for other in surveys if other is not survey)
    return next((other.mirror for other in others if other.promises.get(one.form) == one.found), "")


def iter_differences(offers: Offers | None, reference: Offers | None) -> Iterator[PackageDifference]:
    """Go over the packages that two lists do not offer alike, by name; none where one cannot be read."""
    if offers is None or reference is None:
        return
    for name in sorted(offers.keys() | reference.keys()):
        one: Mapping[str, bytes] = offers.get(name, {})
        other: Mapping[str, bytes] = reference.get(name, {})
        if one != other:
            yield PackageDifference(name, tuple(one), tuple(other))
