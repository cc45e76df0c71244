"""A published SOP as every format gets it: its version's document, with all that it leads to resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from sops import markdown
from sops.document import Branch, Document, DocumentStep, Fix, Link
from sops.reading.steps import body_of, title_of

NOTE_NAMES = {"caution": "Caution", "decision": "Decision", "troubleshooting": "If it goes wrong", "tip": "Tip"}
LINK_KINDS = {
    "policy": "Policy",
    "crm_field": "CRM field",
    "price_list": "Price list",
    "battle_card": "Battle card",
    "playbook": "Playbook",
    "form": "Form",
    "sop": "SOP",
}


@dataclass(frozen=True)
class Other:
    """Another SOP that this one leads to, and that the reader of the export may know of."""

    sop_id: int
    key: str
    title: str
    url: str


@dataclass(frozen=True)
class Way:
    """A way on from a decision. `step_key` where it stays in this SOP; `url` where it leads to another."""

    condition: str
    where: str
    step_key: str = ""
    sop_key: str = ""
    url: str = ""

    @property
    def condition_html(self) -> SafeString:
        return markdown.render_line(self.condition)


@dataclass(frozen=True)
class Reference:
    label: str
    url: str
    kind: str = ""


@dataclass(frozen=True)
class ExportStep:
    number: int
    step: DocumentStep
    title: str  # Markdown, one line
    body: str  # Markdown
    url: str  # the step's address on the site; empty where the site's address isn't known
    opens_section: bool
    ways: list[Way] = field(default_factory=list)
    sub_sop: Reference | None = None
    references: list[Reference] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def anchor(self) -> str:
        return f"s-{self.step.key}"

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def section(self) -> str:
        return self.step.section

    @property
    def note(self) -> str:
        return self.step.note

    @property
    def note_kind(self) -> str:
        return self.step.note_kind or "tip"

    @property
    def note_name(self) -> str:
        return NOTE_NAMES.get(self.note_kind, "Tip")

    @property
    def fixes(self) -> list[Fix]:
        return self.step.troubleshooting

    @property
    def plain_title(self) -> str:
        return markdown.plain(self.title)

    @property
    def title_html(self) -> SafeString:
        return markdown.render_line(self.title)

    @property
    def body_html(self) -> SafeString:
        return markdown.render(self.body)

    @property
    def note_html(self) -> SafeString:
        return markdown.render(self.note)

    @property
    def alt(self) -> str:
        written = self.step.picture.alt if self.step.picture else ""
        return written or f"Screen of step {self.number}: {self.plain_title}"


@dataclass(frozen=True)
class ExportSop:
    """`url` is the SOP's address on the site, empty where the site's address isn't known.

    `site` is the site's address itself; `named` are the ids of the other SOPs whose titles stand in it.
    """

    site: str
    sop_id: int
    named: list[int]
    document: Document
    version: int
    content_hash: str
    published_at: datetime
    library: str
    category: str
    url: str
    steps: list[ExportStep]
    references: list[Reference]

    @property
    def key(self) -> str:
        return self.document.key

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def short_hash(self) -> str:
        return self.content_hash[:12]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Why, when and who, as Markdown; what isn't said is left out."""
        document = self.document
        facts = (("Why", document.purpose), ("When", document.when_to_use), ("Who", document.who))
        return [(name, text) for name, text in facts if text.strip()]

    @property
    def has_sections(self) -> bool:
        return any(step.section for step in self.steps)


def linked_keys(document: Document) -> set[str]:
    """Keys of all other SOPs that the document leads to."""
    keys = {link.sop_key for link in document.links}
    for step in document.steps:
        keys.add(step.sub_sop_key)
        keys.update(link.sop_key for link in step.links)
        keys.update(branch.target_key for branch in step.branches if branch.target_kind == "sop")
    return keys - {"", document.key}


def export_steps(document: Document, others: Mapping[str, Other], urls: Mapping[str, str]) -> list[ExportStep]:
    """`others` are the SOPs that may be named, by key; `urls` the steps' addresses, by key."""
    numbers = {step.key: number for number, step in enumerate(document.steps, start=1)}
    titles = {step.key: markdown.plain(title_of(step)) for step in document.steps}
    steps: list[ExportStep] = []
    section = ""
    for number, step in enumerate(document.steps, start=1):
        steps.append(
            ExportStep(
                number=number,
                step=step,
                title=title_of(step),
                body=body_of(step),
                url=urls.get(step.key, ""),
                opens_section=bool(step.section) and step.section != section,
                ways=[_way(branch, numbers, titles, others) for branch in step.branches],
                sub_sop=_sub_sop(step, others),
                references=references(step.links, others),
            )
        )
        section = step.section
    return steps


def references(links: list[Link], others: Mapping[str, Other]) -> list[Reference]:
    """Links that lead somewhere; an SOP that may not be named is left out."""
    found = []
    for link in links:
        if link.url:
            found.append(Reference(link.label, link.url, LINK_KINDS.get(link.kind, "")))
        elif link.sop_key in others:
            found.append(Reference(link.label, others[link.sop_key].url, LINK_KINDS["sop"]))
    return found


def _way(branch: Branch, numbers: Mapping[str, int], titles: Mapping[str, str], others: Mapping[str, Other]) -> Way:
    key = branch.target_key
    if branch.target_kind == "step" and key in numbers:
        again = "Go back to" if branch.is_back else "Go on with"
        return Way(branch.condition, f"{again} step {numbers[key]}: {titles[key]}", step_key=key)
    if branch.target_kind == "sop":
        if key not in others:
            return Way(branch.condition, "Goes on in an SOP that is not part of this export")
        return Way(branch.condition, f"Go on with the SOP “{others[key].title}”", sop_key=key, url=others[key].url)
    return Way(branch.condition, "You are done" if branch.target_kind == "end" else "This step is no longer there")


def _sub_sop(step: DocumentStep, others: Mapping[str, Other]) -> Reference | None:
    other = others.get(step.sub_sop_key)
    return Reference(other.title, other.url, LINK_KINDS["sop"]) if other else None
