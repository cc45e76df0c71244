"""A document's steps as a reader sees them: text as HTML, pictures as drawings, ways on as links."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.safestring import SafeString

from sops import markdown
from sops.document import Branch, Document, DocumentStep, Fix, Link
from sops.drawings import Drawing, draw
from sops.glossary import Glossary
from sops.models import Sop


@dataclass(frozen=True)
class Way:
    """A way on from a decision. Without `url` it can't be followed by this person, or it ends here."""

    condition: SafeString
    where: str
    url: str = ""


@dataclass(frozen=True)
class SubSop:
    """Another SOP that opens in place."""

    title: str
    url: str
    steps: list[tuple[int, SafeString]]


@dataclass(frozen=True)
class Reference:
    label: str
    url: str
    is_outside: bool
    kind: str


@dataclass(frozen=True)
class ReadingFix:
    symptom: SafeString
    fix: SafeString


@dataclass(frozen=True)
class ReadingStep:
    number: int
    key: str
    kind: str
    title: SafeString
    plain_title: str
    body: SafeString
    note: SafeString
    note_kind: str
    section: str
    opens_section: bool
    url: str
    drawing: Drawing | None = None
    ways: list[Way] = field(default_factory=list)
    sub_sop: SubSop | None = None
    references: list[Reference] = field(default_factory=list)
    fixes: list[ReadingFix] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"s-{self.key}"


def linked_sop_keys(document: Document) -> set[str]:
    """Keys of all other SOPs that the document leads to."""
    keys = {link.sop_key for link in document.links}
    for step in document.steps:
        keys.add(step.sub_sop_key)
        keys.update(link.sop_key for link in step.links)
        keys.update(branch.target_key for branch in step.branches if branch.target_kind == "sop")
    return keys - {"", document.key}


def reading_steps(
    document: Document,
    *,
    others: Mapping[str, Sop],
    glossary: Glossary,
    version_number: int | None,
    came_from_elsewhere: Collection[str] = (),
) -> list[ReadingStep]:
    """`others` are the SOPs this person may read, by key; what leads elsewhere is shown without a link.

    Links to steps that `came_from_elsewhere` say which SOP's version they mean.
    """
    numbers = {step.key: number for number, step in enumerate(document.steps, start=1)}
    titles = {step.key: markdown.plain(title_of(step)) for step in document.steps}
    steps: list[ReadingStep] = []
    section = ""
    for number, step in enumerate(document.steps, start=1):
        steps.append(
            ReadingStep(
                number=number,
                key=step.key,
                kind=step.kind,
                title=markdown.render_line(title_of(step)),
                plain_title=titles[step.key],
                body=markdown.render(body_of(step), glossary),
                note=markdown.render(step.note, glossary),
                note_kind=step.note_kind,
                section=step.section,
                opens_section=bool(step.section) and step.section != section,
                url=step_url(step.key, version_number, of=document.key if step.key in came_from_elsewhere else ""),
                drawing=_drawing(document.key, step, titles[step.key]),
                ways=[_way(branch, numbers, titles, others) for branch in step.branches],
                sub_sop=_sub_sop(others.get(step.sub_sop_key)),
                references=references(step.links, others),
                fixes=reading_fixes(step.troubleshooting, glossary),
            )
        )
        section = step.section
    return steps


def step_url(key: str, version_number: int | None = None, *, of: str = "") -> str:
    """The address that a CRM may hold. With the version (of which SOP, where there are several) it can say later what
    changed."""
    url = reverse("sops:step", args=[key])
    if not version_number:
        return url
    return f"{url}?v={version_number}&of={of}" if of else f"{url}?v={version_number}"


def title_of(step: DocumentStep) -> str:
    return step.title or step.body.strip().split("\n", 1)[0]


def body_of(step: DocumentStep) -> str:
    """Everything under the title: where the title was taken from the body's first line, the rest of it."""
    return step.body if step.title else step.body.strip().partition("\n")[2]


def reading_fixes(fixes: list[Fix], glossary: Glossary) -> list[ReadingFix]:
    return [ReadingFix(markdown.render_line(fix.symptom), markdown.render(fix.fix, glossary)) for fix in fixes]


def references(links: list[Link], others: Mapping[str, Sop]) -> list[Reference]:
    found = []
    for link in links:
        if link.url:
            found.append(Reference(link.label, link.url, True, link.kind))
        elif link.sop_key in others:
            found.append(Reference(link.label, others[link.sop_key].get_absolute_url(), False, link.kind))
    return found


def _drawing(sop_key: str, step: DocumentStep, title: str) -> Drawing | None:
    if step.picture is None:
        return None
    url = reverse("sops:picture", args=[sop_key, step.picture.sha256])
    return draw(step.picture, url, typed=step.action == "type", alt=f"Screen of this step: {title}")


def _way(branch: Branch, numbers: Mapping[str, int], titles: Mapping[str, str], others: Mapping[str, Sop]) -> Way:
    condition = markdown.render_line(branch.condition)
    if branch.target_kind == "step" and branch.target_key in numbers:
        key = branch.target_key
        on = "Go back to" if branch.is_back else "Go on with"
        return Way(condition, f"{on} step {numbers[key]}: {titles[key]}", f"#s-{key}")
    if branch.target_kind == "sop":
        sop = others.get(branch.target_key)
        if sop is None:
            return Way(condition, "Goes on in an SOP that you can't open")
        return Way(condition, f"SOP: {sop.listed_title}", sop.get_absolute_url())
    return Way(condition, "You are done here" if branch.target_kind == "end" else "This step is no longer there")


def _sub_sop(sop: Sop | None) -> SubSop | None:
    if sop is None or sop.current_version is None:
        return None
    steps = sop.current_version.document.steps
    lines = [(number, markdown.render_line(title_of(step))) for number, step in enumerate(steps, start=1)]
    return SubSop(sop.listed_title, sop.get_absolute_url(), lines)
