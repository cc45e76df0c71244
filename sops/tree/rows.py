"""What the tree shows from top to bottom: steps, runs of plain steps as one row, ways on under their decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sops import markdown
from sops.document import Branch, Document, DocumentStep

# Fewer plain steps in a row are shown each by itself.
RUN = 3


@dataclass(frozen=True)
class Row:
    """`kind`: step, decision, run, way or end. A way's `target` is the number of the step that it leads to."""

    kind: str
    text: str
    href: str = ""
    number: int = 0
    last: int = 0
    target: int | None = None
    is_back: bool = False
    is_broken: bool = False


def rows_of(document: Document, sop_titles: Mapping[str, tuple[str, str]]) -> list[Row]:
    """`sop_titles`: title and address of the SOPs that the person may open, by key."""
    numbers = {step.key: number for number, step in enumerate(document.steps, start=1)}
    led_to = {branch.target_key for step in document.steps for branch in step.branches}
    rows: list[Row] = []
    for run in _runs(document, led_to):
        number = numbers[run[0].key]
        if len(run) >= RUN:
            last = number + len(run) - 1
            rows.append(Row("run", f"{number}–{last}  {title_of(run[0])} …", f"#s-{run[0].key}", number, last))
            continue
        for step in run:
            rows += _step(step, numbers, sop_titles)
    rows.append(Row("end", "Done"))
    return rows


def title_of(step: DocumentStep) -> str:
    return markdown.plain(step.title or step.body.strip().split("\n", 1)[0]) or "Empty step"


def _runs(document: Document, led_to: set[str]) -> Iterator[list[DocumentStep]]:
    """Plain steps that nothing leads to, together; every other step alone."""
    run: list[DocumentStep] = []
    for step in document.steps:
        is_plain = not step.branches and step.key not in led_to
        if run and not is_plain:
            yield run
            run = []
        if is_plain:
            run.append(step)
        else:
            yield [step]
    if run:
        yield run


def _step(step: DocumentStep, numbers: Mapping[str, int], sops: Mapping[str, tuple[str, str]]) -> Iterator[Row]:
    number = numbers[step.key]
    kind = "decision" if step.branches else "step"
    yield Row(kind, f"{number}  {title_of(step)}", f"#s-{step.key}", number, number)
    for branch in step.branches:
        yield _way(branch, numbers, sops)


def _way(branch: Branch, numbers: Mapping[str, int], sops: Mapping[str, tuple[str, str]]) -> Row:
    condition = markdown.plain(branch.condition)
    if branch.target_kind == "step" and branch.target_key in numbers:
        target = numbers[branch.target_key]
        where = f"back to {target}" if branch.is_back else f"step {target}"
        return Row("way", f"{condition} → {where}", f"#s-{branch.target_key}", target=target, is_back=branch.is_back)
    if branch.target_kind == "sop":
        title, address = sops.get(branch.target_key, ("another SOP", ""))
        return Row("way", f"{condition} → {title}", address)
    if branch.target_kind == "end":
        return Row("way", f"{condition} → done")
    return Row("way", f"{condition} → a step that is gone", is_broken=True)
