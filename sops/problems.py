"""What is wrong with the ways through a document, as sentences: said in the editor, and in the way of publishing."""

from collections.abc import Iterator

from sops.document import Branch, Document, DocumentStep
from sops.markdown import plain


def problems_of_ways(document: Document) -> list[str]:
    """Ways in a circle that nobody meant: a way to an earlier step, from which this step comes again, must say so."""
    numbers = {step.key: number for number, step in enumerate(document.steps, start=1)}
    found = []
    for step, branch in unmarked_circles(document):
        number, target = numbers[step.key], numbers[branch.target_key]
        where = "itself" if number == target else f"step {target}, and from there comes here again"
        found.append(
            f"Step {number}: the branch “{plain(branch.condition)}” leads to {where}. "
            f"If readers should go back, choose “Back to step {target}”; else lead it on."
        )
    return found


def unmarked_circles(document: Document) -> Iterator[tuple[DocumentStep, Branch]]:
    """Branches on a circle that are not marked as going back."""
    ways, place = _ways(document), _place(document)
    for at, step in enumerate(document.steps):
        for branch in step.branches:
            target = place.get(branch.target_key) if branch.target_kind == "step" else None
            if target is not None and target <= at and not branch.is_back and at in _reached(ways, target):
                yield step, branch


def _place(document: Document) -> dict[str, int]:
    return {step.key: at for at, step in enumerate(document.steps)}


def _ways(document: Document) -> list[list[int]]:
    """Where one gets from each step: to the next one, unless it is a decision; and along its branches."""
    place = _place(document)
    ways = []
    for at, step in enumerate(document.steps):
        on = [] if step.kind == "decision" and step.branches else [at + 1]
        on += [
            place[branch.target_key]
            for branch in step.branches
            if branch.target_kind == "step" and branch.target_key in place and not branch.is_back
        ]
        ways.append([there for there in on if there < len(document.steps)])
    return ways


def _reached(ways: list[list[int]], start: int) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for there in ways[waiting.pop()]:
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    return seen
