"""An action while it is being found out about, and what is known of the recording meanwhile."""

from dataclasses import dataclass, field

from ingest.artefacts import Box, Burst, Point, Watch
from ingest.stages.moves import parts
from ingest.stages.moves.way import Rest, Way, distance

PAGE_SHARE = 0.3  # of the screen's area covered by changes: another page
PART_SHARE = 0.02  # of the screen: enough to be an answer anywhere
ANSWER_SECONDS = 4.0  # after a press: changes elsewhere belong to it
VISIBLE_SHARE = 0.004


@dataclass
class Found:
    """An action of the person, with the bursts that belong to it."""

    kind: str
    action_s: float
    end_s: float
    before_s: float
    bursts: list[int] = field(default_factory=list)
    click: Point | None = None
    pressed: tuple[float, Point] | None = None  # the latest press that belongs to it
    drop: Point | None = None
    rest: Rest | None = None
    boxes: list[Box] = field(default_factory=list)
    popup: Box | None = None
    field_box: Box | None = None
    share: float = 0.0
    is_new_page: bool = False
    confidence: float = 1.0
    evidence: list[str] = field(default_factory=list)


class Story:
    """The actions found so far, and which field has the focus."""

    def __init__(self, watch: Watch, width: int, height: int, duration_s: float):
        self.unit = watch.unit
        self.width, self.screen = width, width * height
        self.bursts = watch.bursts
        self.way = Way(watch.pointer, watch.unit, duration_s)
        self.found: list[Found] = []
        self.focus: Box | None = None  # the field that was entered last
        self.left: Box | None = None  # the field that was entered before that
        self.spun_s = -10.0  # when a spinner was last seen
        self._owner: dict[int, Found] = {}

    @property
    def last(self) -> Found | None:
        return self.found[-1] if self.found else None

    def add(self, new: Found) -> Found:
        self.found.append(new)
        for index in new.bursts:
            self._owner[index] = new
        self.left = self.focus or self.left
        self.focus = new.field_box if new.kind == "type" else None
        return new

    def start(self, kind: str, index: int, confidence: float, evidence: list[str], click: Point | None = None) -> Found:
        """A new action that this burst answers to."""
        burst = self.bursts[index]
        new = Found(kind, burst.start_s, burst.end_s, burst.before_s, [index], click, confidence=confidence)
        new.boxes, new.share, new.evidence = parts.real_boxes(burst), burst.share, evidence
        new.is_new_page = self.is_page(burst)
        return self.add(new)

    def own(self, index: int, one: Found) -> None:
        """The burst belongs to this action too."""
        burst = self.bursts[index]
        one.bursts.append(index)
        self._owner[index] = one
        one.end_s = max(one.end_s, burst.end_s)

    def join(self, index: int, one: Found) -> None:
        """The burst is a part of the answer to this action."""
        burst = self.bursts[index]
        self.own(index, one)
        one.boxes += parts.real_boxes(burst)
        one.share = max(one.share, burst.share)
        one.is_new_page = one.is_new_page or self.is_page(burst)
        if burst.has_press and "press" not in one.evidence:
            one.evidence.append("press")
            one.confidence = max(one.confidence, 0.95)
        self.look_for_field(one, burst)
        is_field = one.kind == "click" and one.field_box and one.share < PART_SHARE and not one.is_new_page
        if is_field and parts.letters(burst, self.unit, burst.pointer, one.field_box):
            one.kind = "type"
            one.evidence.append("writing")

    def follow(self, index: int) -> None:
        """Something that followed from the last action, or from nothing that the person did."""
        one, burst = self.last, self.bursts[index]
        if one is None or burst.undoes or burst.start_s - one.end_s > ANSWER_SECONDS:
            return
        end_s = one.end_s
        self.own(index, one)
        if burst.start_s - one.action_s <= ANSWER_SECONDS and burst.share > VISIBLE_SHARE:
            one.is_new_page = one.is_new_page or self.is_page(burst)
        else:
            one.end_s = end_s

    def note_undone(self, undone: int, burst: Burst) -> None:
        """What an action had changed is as it was before."""
        one = self._owner.get(undone)
        if one and one.kind == "type" and undone in one.bursts[1:]:
            one.evidence.append(f"erased@{burst.start_s:.2f}")
        elif one and one.kind == "click" and undone == one.bursts[0] and one.field_box is None:
            one.evidence.append(f"undone@{burst.start_s:.2f}")

    def look_for_field(self, one: Found, burst: Burst) -> None:
        """A rim around the pressed place: a field was entered."""
        rims = [r for r in map(self._without_left, parts.outlines(burst, self.unit)) if r]
        if one.click is not None:
            rims = [r for r in rims if distance(r, one.click) <= 2 * self.unit]
        if rims and one.field_box is None:
            one.field_box = self.focus = max(rims, key=lambda r: r[2] * r[3])

    def _without_left(self, rim: Box) -> Box | None:
        """The rim, less the field that lost the focus in the same moment."""
        left = self.left
        if left is None or parts.overlap(rim, left) < 0.5 * left[2] * left[3]:
            return rim
        x, y, w, h = rim
        above, below = left[1] - y, y + h - left[1] - left[3]
        if max(above, below) < parts.FIELD[1] * self.unit:
            return None
        return (x, y, w, above) if above > below else (x, left[1] + left[3], w, below)

    def is_page(self, burst: Burst) -> bool:
        """Whether another page came into view."""
        if burst.dialog is not None or not burst.boxes:
            return False
        _, _, w, h = parts.around(burst.boxes)
        changed = parts.area(burst.boxes) / self.screen
        return changed >= PAGE_SHARE or (changed >= PAGE_SHARE / 2 and w * h >= 2 * PAGE_SHARE * self.screen)

    def is_used(self, rest: Rest) -> bool:
        """Whether an action was already found in this stay of the pointer."""
        return any(one.rest and one.rest.start_s == rest.start_s for one in self.found[-3:])
