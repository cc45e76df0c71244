"""What the stages hand to each other: small frozen dataclasses, stored as JSON.

Times are seconds of presentation time. Boxes are (x, y, width, height) in pixels of the
recording as it is shown. Confidences lie between 0 and 1.
"""

import dataclasses
import json
import types
import typing
from dataclasses import dataclass, field
from typing import Any, Self

Box = tuple[int, int, int, int]
Point = tuple[int, int]


class Artefact:
    """A dataclass that can be written as JSON and read again."""

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)  # type: ignore[call-overload]

    @classmethod
    def from_json(cls, text: str) -> Self:
        return _build(cls, json.loads(text))


def _build(kind: Any, value: Any) -> Any:
    """Rebuild `value` (plain JSON) as `kind`: dataclasses, tuples, lists, optionals and scalars."""
    if value is None:
        return None
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        (inner,) = [k for k in typing.get_args(kind) if k is not type(None)]
        return _build(inner, value)
    if origin in (list, tuple):
        args = typing.get_args(kind)
        items = [_build(args[0], item) for item in value]
        return items if origin is list else tuple(items)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        build: Any = kind
        return build(**{k: _build(hints[k], v) for k, v in value.items() if k in hints})
    return value


@dataclass(frozen=True)
class Probe(Artefact):
    """What the file is. `duration_s` is measured by decoding when the header doesn't say."""

    width: int
    height: int
    duration_s: float
    has_sound: bool
    video_codec: str
    is_truncated: bool = False
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Word(Artefact):
    start_s: float
    end_s: float
    text: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Sentence(Artefact):
    start_s: float
    end_s: float
    text: str
    words: list[Word] = field(default_factory=list)


@dataclass(frozen=True)
class Transcript(Artefact):
    """What was said. Empty when nobody spoke, or when there is no speech model (`source` = "none")."""

    language: str
    source: str  # "speech", "file" or "none"
    sentences: list[Sentence] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Change(Artefact):
    """Something on the screen that changed between two kept frames (pointer left out)."""

    at_s: float
    box: Box
    kind: str  # "region", "text", "press", "hover", "caret", "noise", "scroll", "zoom"


@dataclass(frozen=True)
class PointerSample(Artefact):
    at_s: float
    x: int
    y: int
    shape: str  # "arrow", "hand", "ibeam", "blob"
    confidence: float


@dataclass(frozen=True)
class Burst(Artefact):
    """A stretch of changes without a pause, and what it left changed on the screen."""

    before_s: float  # the last frame before it
    start_s: float  # the first frame that shows it
    end_s: float  # the last frame that added to it
    boxes: list[Box]  # regions that differ between before and end, largest last; empty: nothing was left
    fills: list[float]  # share of each box that differs
    rims: list[bool]  # whether only the rim of the box differs
    share: float  # of the screen that differs
    is_small: bool = False  # no change in it was larger than some letters
    frames: int = 1  # in how many frames something changed
    touched: Box = (0, 0, 0, 0)  # around all that changed at some time during it
    advance: int = 0  # pixels by which changes in one row moved on: letters do, spinners don't
    pointer: Point | None = None  # tip when it began
    is_moving: bool = False  # whether the pointer moved then
    has_press: bool = False  # a mark appeared at the resting tip
    moved_page: str = ""  # "scroll" or "zoom"
    dialog: Box | None = None  # what stands out when everything around it was only dimmed or lit
    undoes: list[int] = field(default_factory=list)  # earlier bursts whose changes it took back
    is_blank: bool = False  # nothing is left to be seen


@dataclass(frozen=True)
class Watch(Artefact):
    """What moved: the kept frames, the pointer's way (may be empty), the changes."""

    frame_times_s: list[float]
    pointer: list[PointerSample] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    bursts: list[Burst] = field(default_factory=list)
    unit: float = 1.0  # how much larger than on a usual screen things are: letters, pointer


@dataclass(frozen=True)
class Episode(Artefact):
    """A moment at which the screen answered to the person: a candidate for a step, found without reading text.

    `kind` is what the movement alone says; reading may refine it or drop the episode.
    """

    kind: str  # click | type | select | drag | navigate | ""
    start_s: float  # when the person turned to it
    action_s: float  # the press, or the first visible answer
    end_s: float  # the answer is complete and the screen at rest
    before_s: float  # a clean frame of the same page before it, pointer away where possible
    after_s: float  # a clean frame at rest after it
    click: Point | None = None  # tip of the pointer at the press
    drop: Point | None = None  # where a drag ended
    changed: list[Box] = field(default_factory=list)  # regions that changed in answer, largest last
    popup: Box | None = None  # a list, menu or dialog that opened over the page
    field_box: Box | None = None  # region in which content grew (typing)
    is_new_page: bool = False
    confidence: float = 1.0
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Episodes(Artefact):
    """Candidates in order of time."""

    episodes: list[Episode]
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TextLine(Artefact):
    text: str
    box: Box
    confidence: float


@dataclass(frozen=True)
class ScreenText(Artefact):
    """Words on the screen at a moment, read from `region` of the frame."""

    at_s: float
    region: Box
    lines: list[TextLine] = field(default_factory=list)
    moment: str = ""  # "before", "after", "open" (a list is open), "typed"


@dataclass(frozen=True)
class Action(Artefact):
    """One thing that the person did: what the editor, the scorer and the writer call a step.

    `start_s`..`end_s` is the step's stretch of the recording; `action_s` the press itself.
    `screenshot_s` is a moment when the target is visible and the screen is at rest.
    `evidence` says where a fact came from, e.g. {"label": "ocr", "action": "pointer"}.
    """

    kind: str  # click | type | select | navigate | drag
    start_s: float
    action_s: float
    end_s: float
    screenshot_s: float
    click: Point | None = None
    box: Box | None = None
    label: str = ""
    value: str = ""  # typed or chosen text, "" for a secret
    drop_label: str = ""
    is_secret: bool = False
    role: str = ""  # field | button | row | tab | link | menu | checkbox | ""
    page_title: str = ""  # heading of the page the action was done on, if read
    page_title_after: str = ""  # heading or headline result of the page that it led to
    result_text: str = ""  # new text that appeared after it, e.g. a toast
    confidence: float = 1.0
    label_confidence: float = 1.0
    evidence: list[str] = field(default_factory=list)  # "label:ocr", "kind:pointer", "time:speech"


@dataclass(frozen=True)
class MaskedRegion(Artefact):
    """A box that shows a secret from `start_s` to `end_s`; to be burned black in every picture."""

    start_s: float
    end_s: float
    box: Box
    reason: str


@dataclass(frozen=True)
class Name(Artefact):
    """Something that an element may be called, and by which sign."""

    text: str
    sign: str  # "own", "row", "above", "left", "right", "placeholder", "lit", "title"
    confidence: float


@dataclass(frozen=True)
class Filled(Artefact):
    """A field beside the one that was acted on, in which something new stands."""

    box: Box
    name: Name
    value: str
    is_secret: bool = False


@dataclass(frozen=True)
class Look(Artefact):
    """What was seen of one episode: the element, its possible names, what it held before and after."""

    index: int
    box: Box | None = None
    box_sign: str = ""
    box_confidence: float = 0.0
    own: Name | None = None  # text on the element
    name: Name | None = None  # text beside it, as fields have
    is_framed: bool = False  # it looks like a field: even ground, wide, a border
    held_before: str = ""
    held_after: str = ""
    options: list[TextLine] = field(default_factory=list)  # the list or menu that was opened
    chosen: Name | None = None  # the entry under the pointer when the list closed
    appeared: list[TextLine] = field(default_factory=list)
    vanished: list[TextLine] = field(default_factory=list)
    drop: Name | None = None
    filled: list[Filled] = field(default_factory=list)  # other fields that were filled during the episode
    filled_before: list[Filled] = field(default_factory=list)  # fields that were filled since the episode before
    is_secret: bool = False
    typed_until_s: float | None = None  # when the last letter came, if letters were seen to come
    changed_share: float = 0.0  # of the screen, between before and after


@dataclass(frozen=True)
class Reading(Artefact):
    """What was read around each episode: `screens[i]` belongs to episode `indexes[i]`; no secret is in it."""

    indexes: list[int]
    screens: list[ScreenText]
    looks: list[Look] = field(default_factory=list)
    masks: list[MaskedRegion] = field(default_factory=list)


@dataclass(frozen=True)
class Actions(Artefact):
    """What the person did, in order, and what must never be shown."""

    actions: list[Action]
    screens: list[ScreenText] = field(default_factory=list)  # readings worth keeping, secrets scrubbed
    masks: list[MaskedRegion] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DraftStep(Artefact):
    """A step as the editor receives it: text from the writer, facts from the action."""

    kind: str  # action | note | caution | decision
    title: str  # imperative, labels in **bold**
    body: str
    start_s: float
    end_s: float
    note: str = ""
    note_kind: str = ""  # caution | decision | tip | troubleshooting
    action: str = ""
    target_label: str = ""
    value: str = ""
    box: Box | None = None
    screenshot_s: float | None = None
    screenshot: str = ""  # file name inside the workspace's `screenshots` folder
    words: list[TextLine] = field(default_factory=list)  # text in the screenshot, masked parts left out
    confidence: float = 1.0
    unsure: list[str] = field(default_factory=list)  # names of the facts to check: "label", "value", "box", "text"
    evidence: list[str] = field(default_factory=list)
    narration: str = ""


@dataclass(frozen=True)
class Draft(Artefact):
    """The SOP that a recording became."""

    title: str
    purpose: str
    when_to_use: str = ""
    who: str = ""
    prerequisites: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    glossary: list[str] = field(default_factory=list)  # "term: definition"
    suggested_links: list[str] = field(default_factory=list)  # titles of other SOPs that were spoken of
    steps: list[DraftStep] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    needs_review: bool = False
    width: int = 0
    height: int = 0
    duration_s: float = 0.0


@dataclass(frozen=True)
class Shot(Artefact):
    """The picture of one action: a file in `screenshots/`, masks burned in, and the words on it."""

    action_index: int
    at_s: float
    file: str
    words: list[TextLine] = field(default_factory=list)


@dataclass(frozen=True)
class Shots(Artefact):
    shots: list[Shot]
