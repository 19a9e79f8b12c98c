"""Sign-offs that are out of date, because something they rest on changed later."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from domain.events.judging import ScoreBasis
from domain.framework import Framework
from domain.scoring import Tally, groups, score, tally
from domain.states.case import Case
from domain.states.inspection import Inspection
from domain.text import ThemeId
from domain.value import Data
from domain.wording import humanise


class SignedOff(StrEnum):
    """The kinds of sign-off that can become out of date."""

    JUDGEMENT = "judgement"
    CASE = "case"
    FINDING = "finding"
    RECOMMENDATION = "recommendation"


class StaleSignOff(Data):
    """A sign-off that is out of date, with the reason."""

    what: SignedOff
    name: str
    why: str

    @property
    def title(self) -> str:
        """The kind and the name: “judgement 1”."""
        return f"{self.what} {self.name}"

    def __str__(self) -> str:
        return f"{self.title}: {self.why}"


def stale_sign_offs(inspection: Inspection, cases: Mapping[str, Case]) -> list[StaleSignOff]:
    """Return every out-of-date sign-off: judgements, then cases, findings and recommendations."""
    return [
        *_judgements(inspection, cases),
        *_cases(cases),
        *_findings(inspection, cases),
        *_recommendations(inspection),
    ]


def basis_now(framework: Framework, theme_id: ThemeId, cases: Mapping[str, Case]) -> tuple[object, ...]:
    """Return the current score basis of a theme: the fields of a ScoreBasis without its position."""
    theme = framework.theme(theme_id)
    counting = [case for case in cases.values() if not case.excluded]
    by_question = {
        question.id: tally([case.answers[question.id] for case in counting if question.id in case.answers])
        for question in theme.questions
    }
    key_questions = {question.id: question.key_question or "" for question in theme.questions}
    total = sum(by_question.values(), Tally())
    share = score(framework.rule, groups(framework.rule, by_question, key_questions))
    fraction = (None, None) if share is None else (share.numerator, share.denominator)
    return framework.rule, total.sufficient, total.answered, *fraction


def _judgements(inspection: Inspection, cases: Mapping[str, Case]) -> Iterator[StaleSignOff]:
    for theme, basis in sorted(inspection.rested_on.items()):
        if basis is None or inspection.framework is None:
            continue
        now = basis_now(inspection.framework, theme, cases)
        if now != _without_position(basis):
            _, sufficient, answered, *_ = now
            yield StaleSignOff(
                SignedOff.JUDGEMENT,
                theme,
                f"it rested on {basis}; now it is {sufficient} of {answered}",
            )


def _without_position(basis: ScoreBasis) -> tuple[object, ...]:
    return basis.rule, basis.sufficient, basis.answered, basis.numerator, basis.denominator


def _cases(cases: Mapping[str, Case]) -> Iterator[StaleSignOff]:
    for reference, case in sorted(cases.items()):
        if case.stale:
            yield StaleSignOff(
                SignedOff.CASE,
                reference,
                "it changed after it was signed off",
            )


def _findings(inspection: Inspection, cases: Mapping[str, Case]) -> Iterator[StaleSignOff]:
    for (theme, kind, ordinal), finding in sorted(inspection.findings.items()):
        changed = [
            f"{cited}, which is {humanise(cases[cited.case].answers[cited.question])} now"
            for cited in finding.citations.answers
            if cited.response is not None and cited.response != cases[cited.case].answers[cited.question]
        ]
        if changed and not finding.withdrawn:
            yield StaleSignOff(
                SignedOff.FINDING,
                f"{theme}/{kind}/{ordinal}",
                f"it cites {'; '.join(changed)}",
            )


def _recommendations(inspection: Inspection) -> Iterator[StaleSignOff]:
    for number, recommendation in sorted(inspection.recommendations.items()):
        withdrawn = [
            str(cited)
            for cited in recommendation.findings
            if inspection.findings[(cited.theme, cited.list, cited.ordinal)].withdrawn
        ]
        if withdrawn and recommendation.closed is None:
            yield StaleSignOff(
                SignedOff.RECOMMENDATION,
                str(number),
                f"it rests on finding {', '.join(withdrawn)}, which was withdrawn",
            )
