"""Export the trail as W3C PROV.

Each version of an answer, finding or judgement is an entity, each event an activity, each person and organisation an
agent. Data model: https://www.w3.org/TR/prov-dm/; the JSON form: https://www.w3.org/submissions/prov-json/.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from prov.constants import XSD
from prov.identifier import Namespace
from prov.model import PROV, Literal, ProvDocument, QualifiedName

from domain.actor import Actor
from domain.events.judging import JudgingEvent, ScoreBasis
from events_store.store import RecordedEvent
from projections.saved.audit_trail import TrailEntry, entries
from projections.saved.theme_scores import THEME_SCORES, theme_score
from reports.provenance.identifiers import WORDS as VOCABULARY
from reports.provenance.identifiers import EntityPath, event_of, name_of, source_of, title_of
from reports.provenance.prov_derivations import Derivation, derivation_of

Attribute = tuple[QualifiedName, str | int | QualifiedName | Literal]

WORDS = Namespace("inspectrail", VOCABULARY)
LONGEST_IN_LABEL = 60


@dataclass(frozen=True)
class Version:
    """One version of an entity. It has no number if the log does not show how it began."""

    entity: EntityPath
    number: int | None = None
    value: str | None = None

    @property
    def name(self) -> str:
        """The name of the version within the inspection."""
        return name_of(self.entity) if self.number is None else f"{name_of(self.entity)}/{self.number}"

    @property
    def label(self) -> str:
        """The title of the version, with its value if that is short."""
        version = "" if self.number is None else f", version {self.number}"
        value = f": {self.value}" if self.value and len(self.value) <= LONGEST_IN_LABEL else ""
        return f"{title_of(self.entity)}{version}{value}"


@dataclass(frozen=True)
class Work:
    """The work of one event: the versions that it generated, revised, ended, used and reviewed."""

    recorded: RecordedEvent
    generated: Version | None
    revised: Version | None
    ended: tuple[Version, ...]
    rests_on: tuple[Version, ...]
    looked_at: tuple[Version, ...]


@dataclass
class VersionLog:
    """The versions so far: the newest of each entity, their number, and one by position."""

    newest: dict[EntityPath, Version] = field(default_factory=dict)
    counted: dict[EntityPath, int] = field(default_factory=dict)
    by_position: dict[int, Version] = field(default_factory=dict)

    def apply(self, recorded: RecordedEvent) -> Work:
        """Apply the next event, and return its work."""
        derivation = derivation_of(recorded)
        rests_on = tuple(
            dict.fromkeys((*map(self.newest_of, derivation.rests_on), *self.parts(derivation.consists_of)))
        )
        looked_at = self.parts(derivation.looked_at)
        if derivation.withdrawn:
            return Work(recorded, None, None, (self._withdraw(derivation.entity),), rests_on, looked_at)
        ended = tuple(self._withdraw(end) for end in derivation.ends if end in self.newest)
        revised = None if derivation.fresh else self.newest.get(derivation.entity)
        version = self._generate(derivation)
        self.by_position[recorded.position] = version
        return Work(recorded, version, revised, ended, rests_on, looked_at)

    def newest_of(self, entity: EntityPath) -> Version:
        """Return the newest version of an entity, or an unnumbered one if there is none."""
        return self.newest.get(entity, Version(entity))

    def parts(self, prefixes: Iterable[EntityPath]) -> tuple[Version, ...]:
        """Return the newest version of each entity whose path begins with one of these."""
        return tuple(
            version for prefix in prefixes for entity, version in self.newest.items() if entity[: len(prefix)] == prefix
        )

    def _generate(self, derivation: Derivation) -> Version:
        number = self.counted[derivation.entity] = self.counted.get(derivation.entity, 0) + 1
        version = self.newest[derivation.entity] = Version(derivation.entity, number, derivation.value)
        return version

    def _withdraw(self, entity: EntityPath) -> Version:
        return self.newest.pop(entity, Version(entity))


def provenance(log: Sequence[RecordedEvent], only: Collection[int] | None = None) -> ProvDocument:
    """Return the provenance of all events, or of those at the positions `only`.

    The log must be complete in either case, because the document describes everything that an event refers to.
    """
    versions = VersionLog()
    works = [versions.apply(recorded) for recorded in log]
    document = _Document(log[0].inspection if log else "", versions.by_position, log)
    for work, trail_entry in zip(works, entries(log), strict=True):
        if only is None or trail_entry.position in only:
            document.add(work, trail_entry)
    return document.document


class _Document:
    """A PROV document under construction. Each entity and agent is described once, on first use."""

    def __init__(self, inspection: str, version_at: Mapping[int, Version], log: Sequence[RecordedEvent]) -> None:
        self.document = ProvDocument()
        self._here = self.document.add_namespace("inspection", f"{source_of(inspection)}:")
        self.document.add_namespace(WORDS)
        self._described: set[QualifiedName] = set()
        self._version_at = version_at
        self._log = log

    def add(self, work: Work, entry: TrailEntry) -> None:
        """Add one event with its agent, and the versions that it used, generated or invalidated."""
        activity = self._activity(work.recorded, entry)
        self._association(activity, work.recorded.fact.origin.actor)
        if isinstance(work.recorded.fact, JudgingEvent) and work.recorded.fact.rested_on is not None:
            self._score(work.recorded.fact.theme, work.recorded.fact.rested_on)
        changed = [version for version in (work.revised, *work.ended) if version is not None]
        for version in dict.fromkeys((*changed, *work.rests_on, *work.looked_at)):
            self.document.usage(activity, self._entity(version), entry.at)
        for version in work.ended:
            self.document.invalidation(self._entity(version), activity, entry.at)
        if work.generated is not None:
            self._generation(activity, work, entry)

    def _generation(self, activity: QualifiedName, work: Work, entry: TrailEntry) -> None:
        name = self._entity(work.generated)
        self.document.generation(name, activity, entry.at)
        if work.revised is not None:
            self.document.revision(name, self._entity(work.revised), activity)
        for version in work.rests_on:
            self.document.derivation(name, self._entity(version), activity)

    def _activity(self, recorded: RecordedEvent, entry: TrailEntry) -> QualifiedName:
        name = self._here[f"event/{event_of(recorded)}"]
        attributes: list[Attribute] = [
            (PROV["label"], f"#{entry.position} {entry.name} {entry.what}"),
            (PROV["type"], WORDS[entry.kind]),
            (WORDS["position"], entry.position),
            (WORDS["command"], entry.command),
        ]
        if entry.why is not None:
            attributes.append((WORDS["reason"], entry.why))
        if entry.on is not None:
            attributes.append((WORDS["trueOn"], Literal(entry.on.isoformat(), XSD["date"])))
        self.document.activity(name, entry.at, entry.at, attributes)
        return name

    def _association(self, activity: QualifiedName, actor: Actor) -> None:
        person = self._here[f"person/{actor.id}"]
        organisation = self._here[f"organisation/{quote(actor.organisation, safe='')}"]
        if self._is_new(person):
            self.document.agent(person, {PROV["type"]: PROV["Person"], PROV["label"]: actor.name})
        if self._is_new(organisation):
            self.document.agent(organisation, {PROV["type"]: PROV["Organization"], PROV["label"]: actor.organisation})
        self.document.association(activity, person, other_attributes={PROV["role"]: WORDS[actor.role.value]})
        self.document.delegation(person, organisation, activity)

    def _score(self, theme: str, basis: ScoreBasis) -> None:
        """Describe a score at the time of a judgement, with the answers that counted then."""
        version = Version(("score", theme, str(basis.position)), value=str(basis).rpartition(" at ")[0])
        name = self._here[version.name]
        if not self._is_new(name):
            return
        counted: list[Attribute] = [
            (WORDS["rule"], basis.rule.value),
            (WORDS["sufficient"], basis.sufficient),
            (WORDS["answered"], basis.answered),
            (WORDS["position"], basis.position),
        ]
        self.document.entity(name, [*_described(version), *counted])
        for answer in self._counted(theme, basis.position):
            self.document.derivation(name, self._entity(answer))

    def _counted(self, theme: str, position: int) -> Iterator[Version]:
        scores = THEME_SCORES.replay(recorded for recorded in self._log if recorded.position <= position)
        events = () if scores.framework is None else theme_score(scores, theme).events
        return (self._version_at[event] for event in events)

    def _entity(self, version: Version | None) -> QualifiedName:
        assert version is not None  # noqa: S101 - narrows the type
        name = self._here[version.name]
        if self._is_new(name):
            self.document.entity(name, _described(version))
        return name

    def _is_new(self, name: QualifiedName) -> bool:
        is_new = name not in self._described
        self._described.add(name)
        return is_new


def _described(version: Version) -> list[Attribute]:
    kind = version.entity[0].title().replace("-", "")
    described: list[Attribute] = [(PROV["label"], version.label), (PROV["type"], WORDS[kind])]
    return described if version.value is None else [*described, (PROV["value"], version.value)]
