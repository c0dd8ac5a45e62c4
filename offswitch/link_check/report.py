"""Report: the findings of a run, for people and for machines."""

from collections import Counter
from collections.abc import Iterable

from offswitch.link_check.verdict import Finding, Verdict

HEADINGS = {
    Verdict.UNREACHABLE: "Unreachable",
    Verdict.HTTP_ERROR: "Answers with an error",
    Verdict.SOFT_404: "Says in words that the page is not there",
    Verdict.MOVED: "Leads elsewhere",
    Verdict.OTHER_TITLE: "Has another title",
    Verdict.LOGIN_WALL: "Behind a login: cannot be seen by a machine, look yourself",
    Verdict.UNSEEN: "Cannot be seen by a machine: look yourself",
    Verdict.FINE: "Fine",
}


def as_line(finding: Finding) -> str:
    """A finding while the others are still out."""
    return f"{finding.verdict:12} {finding.link.address}"


def as_text(findings: Iterable[Finding]) -> str:
    """The report for people: what is wrong first. What is fine is only counted."""
    found = _in_order(findings)
    lines: list[str] = []
    for verdict in Verdict:
        here = [finding for finding in found if finding.verdict is verdict]
        if not here or verdict is Verdict.FINE:
            continue
        lines.append(f"{HEADINGS[verdict]} ({len(here)})")
        for finding in here:
            lines += [f"  {finding.link.address}", f"      {finding.reason}"]
            lines += [f"      in {where}" for where in finding.link.stands_in]
        lines.append("")
    lines.append(_summary(found))
    return "\n".join(lines)


def _summary(found: list[Finding]) -> str:
    wrong = sum(finding.is_wrong for finding in found)
    fine = sum(finding.verdict is Verdict.FINE for finding in found)
    look = len(found) - fine - wrong
    return f"Addresses asked: {len(found)}. Fine: {fine}. Look yourself: {look}. Wrong: {wrong}."


def as_table(findings: Iterable[Finding]) -> dict[str, object]:
    """The report for machines."""
    found = _in_order(findings)
    counts = Counter(finding.verdict for finding in found)
    return {
        "asked": len(found),
        "wrong": sum(finding.is_wrong for finding in found),
        "verdicts": {verdict.value: counts[verdict] for verdict in Verdict},
        "links": [
            {
                "address": finding.link.address,
                "verdict": finding.verdict.value,
                "wrong": finding.is_wrong,
                "reason": finding.reason,
                "final": finding.answer.final,
                "status": finding.answer.status,
                "titles": finding.answer.page.titles if finding.answer.page else (),
                "recorded_titles": finding.link.titles,
                "sign_in": finding.link.sign_in,
                "stands_in": finding.link.stands_in,
            }
            for finding in found
        ],
    }


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    order = {verdict: number for number, verdict in enumerate(Verdict)}
    return sorted(findings, key=lambda finding: (order[finding.verdict], finding.link.address))
