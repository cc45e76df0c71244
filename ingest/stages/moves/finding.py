"""Goes through the bursts of a recording in order and finds the moments at which a person acted."""

from dataclasses import dataclass, field

from ingest.artefacts import Box, Burst, Point, Watch
from ingest.stages.moves import parts
from ingest.stages.moves.drags import Drag, drags
from ingest.stages.moves.way import Rest, Way, distance

NEAR = 30  # pixels between the tip and the nearest answer
PART_SHARE = 0.02  # of the screen: enough to be an answer anywhere
PAGE_SHARE = 0.3  # of the screen's area covered by changes: another page
ANSWER_SECONDS = 4.0  # after a press: changes elsewhere belong to it
LEFT_AT_ONCE_SECONDS = 0.35
PRESS_LAG_SECONDS = 0.25  # a mark may be seen after the first answer
WRITING_PAUSE_SECONDS = 6.0
LOADED_SECONDS = 0.35  # what comes so soon after a spinner was loaded
ANIMATED_FRAMES = 5  # pages of applications change in fewer
ALONE_SHARE = 0.008
ALONE_PAUSE_SECONDS = 0.8
RESTLESS_SECONDS = 1.5
OTHER_SCREEN_SHARE = 0.05  # changed pixels: fields known until now are gone
POPUP_SHARE = 0.25
LISTS_BACK = 3  # actions back to the one that opened the list
LIST_SECONDS = 20.0
TWO_ROWS = 42  # pixels: no list is lower
LIST_SHARE = 0.24  # of the screen: a list, not a part of the page
MENU_SHARE = 0.12  # if the page is left by choosing
AT_ONCE_SHARE = 0.02
TRANSIENT_SHARE = 0.1  # of the screen
TALL = 120  # pixels: more than lights up under the pointer
BESIDE = 150  # pixels between a tick box and its text


def _alike(one: Box, other: Box) -> bool:
    shared = parts.overlap(one, other)
    return shared >= 0.7 * max(one[2] * one[3], other[2] * other[3])


@dataclass
class Found:
    """An action that is being found out about."""

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


class Finder:
    """Keeps what is known so far; `found` grows with every burst."""

    def __init__(self, watch: Watch, width: int, height: int, duration_s: float):
        self._unit = watch.unit
        self._screen, self._width = width * height, width
        self._bursts = watch.bursts
        self.way = Way(watch.pointer, watch.unit, duration_s)
        self._drags = drags(watch.changes, self.way, watch.unit)
        self._spun_s = -10.0
        self._focus: Box | None = None  # the field that was entered last
        self._left: Box | None = None  # the field that was entered before that
        self._owner: dict[int, Found] = {}
        self.found: list[Found] = []

    def run(self) -> list[Found]:
        waiting = list(self._drags)
        for index, burst in enumerate(self._bursts):
            while waiting and waiting[0].start_s <= burst.start_s:
                self._carried(waiting.pop(0))
            self._take(index, burst)
        for drag in waiting:
            self._carried(drag)
        return self.found

    @property
    def _last(self) -> Found | None:
        return self.found[-1] if self.found else None

    def _take(self, index: int, burst: Burst) -> None:
        boxes = parts.real_boxes(burst)
        for undone in burst.undoes:
            self._note_undone(undone, burst)
        if burst.share > OTHER_SCREEN_SHARE:
            self._left = self._focus = None
        drag = next((d for d in self._drags if d.start_s <= burst.start_s <= d.end_s + 0.6), None)
        if drag:
            self._dropped(index, burst)
        elif burst.moved_page or (not boxes and not burst.has_press):
            return
        elif self._is_mark_of_last(burst):
            self._join(index, burst)
        elif self._chosen(index, burst):
            return
        elif self._tabbed(index, burst) or self._written(index, burst):
            return
        elif parts.is_spinner(burst, self._unit):
            self._spun_s = burst.end_s
        elif burst.pointer is None:
            self._without_pointer(index, burst, boxes)
        else:
            self._with_pointer(index, burst, boxes)

    def _note_undone(self, undone: int, burst: Burst) -> None:
        owner = self._owner.get(undone)
        if owner and owner.kind == "type" and undone in owner.bursts[1:]:
            owner.evidence.append(f"erased@{burst.start_s:.2f}")
        elif owner and owner.kind == "click" and undone == owner.bursts[0] and owner.field_box is None:
            owner.evidence.append(f"undone@{burst.start_s:.2f}")

    # What belongs to an action already found

    def _is_mark_of_last(self, burst: Burst) -> bool:
        """The mark of the press is often seen one frame after the answer."""
        last = self._last
        if last is None or not burst.has_press or last.pressed is None or burst.pointer is None:
            return False
        at_s, point = last.pressed
        return distance((*point, 0, 0), burst.pointer) <= 8 * self._unit and burst.start_s - at_s <= PRESS_LAG_SECONDS

    def _join(self, index: int, burst: Burst) -> None:
        last = self._last
        assert last is not None
        last.bursts.append(index)
        self._owner[index] = last
        last.end_s = max(last.end_s, burst.end_s)
        last.boxes += parts.real_boxes(burst)
        last.share = max(last.share, burst.share)
        last.is_new_page = last.is_new_page or self._is_page(burst)
        if burst.has_press and "press" not in last.evidence:
            last.evidence.append("press")
            last.confidence = max(last.confidence, 0.95)
        self._look_for_field(last, burst)
        small_answer = last.share < PART_SHARE and not last.is_new_page
        inside = last.field_box and parts.letters(burst, self._unit, burst.pointer, last.field_box)
        if last.kind == "click" and inside and small_answer:
            last.kind = "type"
            last.evidence.append("writing")

    def _is_page(self, burst: Burst) -> bool:
        return burst.dialog is None and parts.area(burst.boxes) >= PAGE_SHARE * self._screen

    # Choosing from a list that opened

    def _chosen(self, index: int, burst: Burst) -> bool:
        """The list that a press opened is gone, and the pointer was in it: one choice."""
        for back, one in enumerate(reversed(self.found[-LISTS_BACK:])):
            popup = self._popup_chosen_from(one, burst)
            if popup is None:
                continue
            between = self.found[len(self.found) - back :]
            if any(b.click is None or distance(popup, b.click) > 6 * self._unit for b in between):
                return False
            for passed in between:  # noise in the list while the pointer was on it
                one.bursts += passed.bursts
                self.found.remove(passed)
            one.kind, one.popup, one.field_box = "select", popup, None
            one.pressed = (burst.start_s, burst.pointer or one.click or (0, 0))
            one.rest = self.way.rest_at(burst.before_s) or one.rest
            one.evidence = [e for e in one.evidence if not e.startswith("undone")]
            self._join(index, burst)
            one.evidence.append("list")
            return True
        return False

    def _popup_chosen_from(self, one: Found, burst: Burst) -> Box | None:
        """The list that belongs to this press, if the burst chooses from it."""
        if one.kind != "click" or one.click is None or burst.start_s - one.action_s > LIST_SECONDS:
            return None
        for opened in one.bursts:
            popup = self._popup_of(opened, one)
            if popup is None or not (opened in burst.undoes or self._leaves_page(burst)):
                continue
            if burst.pointer is None:
                return popup if opened in burst.undoes else None
            return popup if self._is_choice(burst, burst.pointer, popup, one.click, opened) else None
        return None

    def _is_choice(self, burst: Burst, tip: Point, popup: Box, click: Point, opened: int) -> bool:
        """Whether the press lies in the list, elsewhere than the one that opened it."""
        if distance(popup, tip) > 6 * self._unit or distance((*click, 0, 0), tip) <= 8 * self._unit:
            return False
        return opened in burst.undoes or (self._is_menu(popup, opened) and self.way.rest_at(burst.before_s) is not None)

    def _is_menu(self, popup: Box, opened: int) -> bool:
        """Whether nothing but a narrow list of some rows appeared."""
        rest = parts.area(self._bursts[opened].boxes) - popup[2] * popup[3]
        tall, narrow = popup[3] >= 60 * self._unit, popup[2] <= 0.4 * self._width
        return tall and narrow and popup[2] * popup[3] <= MENU_SHARE * self._screen and rest <= popup[2] * popup[3]

    def _popup_of(self, index: int, last: Found) -> Box | None:
        """The box that opened beside the pressed place."""
        burst = self._bursts[index]
        if burst.dialog or burst.share > POPUP_SHARE or last.click is None:
            return None
        boxes = parts.real_boxes(burst)
        tall = [b for b in boxes if min(b[2], b[3]) >= TWO_ROWS * self._unit]
        lists = [b for b in tall if b[2] * b[3] <= LIST_SHARE * self._screen]
        lists = [b for b in lists if parts.area(boxes) - b[2] * b[3] <= 1.2 * b[2] * b[3]]
        near = [b for b in lists if distance(b, last.click) <= 60 * self._unit]
        return max(near, key=lambda b: b[2] * b[3], default=None)

    def _leaves_page(self, burst: Burst) -> bool:
        return burst.dialog is not None or self._is_page(burst)

    # Writing

    def _tabbed(self, index: int, burst: Burst) -> bool:
        """One field lost the focus and another got it, far from the pointer: the keyboard did it."""
        left = self._focus
        if left is None or burst.has_press or burst.is_small or burst.share > PART_SHARE:
            return False
        rims = parts.outlines(burst, self._unit)
        rest = self.way.rest_at(burst.before_s)
        if rest and not self._is_used(rest):
            return False
        news = [r for r in rims if parts.overlap(r, left) < 0.3 * r[2] * r[3] and r[3] <= 2.4 * left[3]]
        if len(news) == len(rims) or not news:
            return False
        new = max(news, key=lambda r: r[2] * r[3])
        if burst.pointer and distance(new, burst.pointer) <= 6 * self._unit:
            return False
        found = Found("click", burst.start_s, burst.end_s, burst.before_s, [index], confidence=0.6)
        found.boxes, found.share, found.evidence = [new], burst.share, ["focus", "keyboard"]
        self._add(found)
        found.field_box = self._focus = new
        return True

    def _written(self, index: int, burst: Burst) -> bool:
        """Letters in the field that was entered, or along a line."""
        last = self._last
        if last and last.kind == "select" and last.pressed and burst.is_small:
            if burst.start_s - last.pressed[0] <= 0.6:
                self._join(index, burst)
                return True
        if self._focus is not None:
            if burst.is_small and last and last.kind == "type" and last.field_box == self._focus:
                if parts.inside(burst.touched, self._focus, 14 * self._unit):
                    self._write_on(index, burst, last)
                    return True
            inside = parts.letters(burst, self._unit, burst.pointer, self._focus)
            in_field = parts.inside(burst.touched, self._focus, 10 * self._unit) or burst.is_small
            if inside and in_field and last is not None and (last.field_box == self._focus):
                if burst.start_s - last.end_s <= WRITING_PAUSE_SECONDS or last.kind == "type":
                    self._write_on(index, burst, last)
                    return True
        if not parts.is_written(burst, self._unit):
            return False
        if last and last.kind == "type" and last.field_box and self._continues(burst, last):
            self._write_on(index, burst, last)
            last.field_box = parts.around([last.field_box, burst.touched])
            return True
        if last and last.kind == "click" and last.field_box is None and self._entered_by(last, burst):
            last.field_box = burst.touched
            self._write_on(index, burst, last)
            return True
        new = Found("type", burst.start_s, burst.end_s, burst.before_s, [index], confidence=0.7)
        new.field_box, new.boxes, new.evidence = burst.touched, [burst.touched], ["writing"]
        self._add(new)
        return True

    def _write_on(self, index: int, burst: Burst, last: Found) -> None:
        last.kind = "type"
        last.bursts.append(index)
        self._owner[index] = last
        last.end_s = max(last.end_s, burst.end_s)
        if "writing" not in last.evidence:
            last.evidence.append("writing")

    def _continues(self, burst: Burst, last: Found) -> bool:
        assert last.field_box is not None
        x, y, w, h = last.field_box
        line = round(22 * self._unit)
        row = (x, y, w, h) if self._focus else (x - line, y - line // 3, w + 8 * line, h + line)
        return burst.start_s - last.end_s <= WRITING_PAUSE_SECONDS and parts.overlap(row, burst.touched) > 0

    def _entered_by(self, last: Found, burst: Burst) -> bool:
        """A press on the line that is being written on now."""
        if last.click is None or last.share > PART_SHARE or burst.start_s - last.end_s > 3.0:
            return False
        x, y, w, h = burst.touched
        return abs(last.click[1] - (y + h / 2)) <= 24 * self._unit and x - 400 <= last.click[0] <= x + w + 400

    # Presses

    def _with_pointer(self, index: int, burst: Burst, boxes: list[Box]) -> None:
        assert burst.pointer is not None
        rest = self.way.rest_at(burst.before_s) or self.way.rest_at(burst.start_s)
        if rest is None and burst.is_moving:
            before = self.way.rest_before(burst.before_s)
            at_once = before and burst.before_s - before.end_s <= LEFT_AT_ONCE_SECONDS and not self._is_used(before)
            if at_once and burst.share >= AT_ONCE_SHARE and max(b[3] for b in boxes) >= TALL * self._unit:
                rest = before
        if rest is None and not burst.has_press:
            self._consequence(index, burst)
            return
        if rest and self._is_used(rest) and not self._pressed_again(burst):
            self._consequence(index, burst)
            return
        point = (rest.x, rest.y) if rest else burst.pointer
        if self._is_answer(burst, boxes, point, rest):
            self._press(index, burst, point, rest)
        else:
            self._consequence(index, burst)

    def _is_used(self, rest: Rest) -> bool:
        return any(f.rest and f.rest.start_s == rest.start_s for f in self.found[-3:])

    def _pressed_again(self, burst: Burst) -> bool:
        last = self._last
        return bool(burst.has_press and last and burst.start_s - last.action_s > 0.8)

    def _is_answer(self, burst: Burst, boxes: list[Box], point: Point, rest: Rest | None) -> bool:
        """Whether the change can come from a press at this point."""
        if burst.start_s - self._spun_s <= LOADED_SECONDS and not burst.has_press:
            return False
        nearest = min((distance(b, point) for b in boxes), default=1e9)
        if burst.has_press:
            return nearest < 1e9
        if burst.is_small:
            return (
                nearest <= 12 * self._unit
                and max(max(b[2:]) for b in boxes) >= 6 * self._unit
                or self._is_tick(boxes, point)
            )
        left = self._focus or self._left
        if left and any(_alike(box, left) for box in boxes):
            return True  # the field lost the focus: something else was pressed
        if burst.touched[2] * burst.touched[3] >= TRANSIENT_SHARE * self._screen and burst.frames > 1:
            return True  # the answer covered a part of the screen for a moment
        if parts.area(boxes) >= PART_SHARE * self._screen and burst.share >= 0.004:
            return True
        return nearest <= NEAR * self._unit

    def _is_tick(self, boxes: list[Box], point: Point) -> bool:
        """A small square in the pressed row: a tick box whose text was pressed."""
        square = [b for b in boxes if 5 * self._unit <= max(b[2:]) <= 28 * self._unit and max(b[2:]) <= 2 * min(b[2:])]
        return any(
            abs(y + h / 2 - point[1]) <= 12 * self._unit and abs(x + w / 2 - point[0]) <= BESIDE * self._unit
            for x, y, w, h in square
        )

    def _press(self, index: int, burst: Burst, point: Point, rest: Rest | None) -> None:
        sure = 0.95 if burst.has_press else 0.85 if not burst.is_small else 0.5
        new = Found("click", burst.start_s, burst.end_s, burst.before_s, [index], point, confidence=sure)
        new.pressed = (burst.start_s, burst.pointer or point)
        new.rest, new.boxes, new.share = rest, parts.real_boxes(burst), burst.share
        new.evidence = ["pointer", *(["press"] if burst.has_press else [])]
        new.is_new_page = self._is_page(burst)
        self._add(new)
        self._look_for_field(new, burst)

    def _look_for_field(self, found: Found, burst: Burst) -> None:
        """A rim around the pressed place: a field was entered."""
        rims = [self._without_left(r) for r in parts.outlines(burst, self._unit)]
        if found.click is not None:
            rims = [r for r in rims if r and distance(r, found.click) <= 2 * self._unit]
        if any(rims) and found.field_box is None:
            found.field_box = self._focus = max((r for r in rims if r), key=lambda r: r[2] * r[3])

    def _without_left(self, rim: Box) -> Box | None:
        """The rim, less the field that lost the focus in the same moment."""
        left = self._left
        if left is None or parts.overlap(rim, left) < 0.5 * left[2] * left[3]:
            return rim
        x, y, w, h = rim
        above, below = left[1] - y, y + h - left[1] - left[3]
        if max(above, below) < parts.FIELD[1] * self._unit:
            return None
        return (x, y, w, above) if above > below else (x, left[1] + left[3], w, below)

    def _consequence(self, index: int, burst: Burst) -> None:
        """Something that followed from the last action, or from nothing that the person did."""
        last = self._last
        if last and burst.start_s - last.end_s <= ANSWER_SECONDS and not burst.undoes:
            last.bursts.append(index)
            self._owner[index] = last
            if burst.start_s - last.action_s <= ANSWER_SECONDS and burst.share > 0.004:
                last.end_s = max(last.end_s, burst.end_s)
                last.is_new_page = last.is_new_page or self._is_page(burst)

    def _without_pointer(self, index: int, burst: Burst, boxes: list[Box]) -> None:
        """By change alone: a field that lights up, or a good part of the screen after a pause."""
        last = self._last
        before = self._focus or self._left
        rims = [
            r
            for r in parts.outlines(burst, self._unit)
            if before is None or parts.overlap(r, before) < 0.9 * r[2] * r[3]
        ]
        quiet_s = burst.start_s - max(last.end_s if last else -10.0, self._spun_s)
        if burst.is_blank:
            return
        if rims and burst.share < PART_SHARE:
            new = Found("click", burst.start_s, burst.end_s, burst.before_s, [index], confidence=0.6)
            new.boxes, new.share, new.evidence = boxes, burst.share, ["focus"]
            self._add(new)
            self._look_for_field(new, burst)
            return
        animated = burst.frames > ANIMATED_FRAMES
        # After a while even a restless screen answers to something new.
        since_s = burst.start_s - (last.action_s if last else -10.0)
        is_early = quiet_s < (ALONE_PAUSE_SECONDS if since_s < RESTLESS_SECONDS else LOADED_SECONDS)
        if burst.is_small or animated or burst.share < ALONE_SHARE or is_early:
            self._consequence(index, burst)
            if last and quiet_s < ALONE_PAUSE_SECONDS:
                last.end_s = max(last.end_s, burst.end_s)
            return
        kind = "navigate" if self._is_page(burst) else "click"
        new = Found(kind, burst.start_s, burst.end_s, burst.before_s, [index], confidence=0.5)
        new.boxes, new.share, new.evidence = boxes, burst.share, ["change"]
        new.is_new_page = self._is_page(burst)
        self._add(new)

    def _carried(self, drag: Drag) -> None:
        new = Found("drag", drag.start_s, drag.end_s, drag.start_s, [], drag.point, drop=drag.drop)
        new.rest, new.evidence = self.way.rest_at(drag.end_s), ["pointer", "carried"]
        self._add(new)

    def _dropped(self, index: int, burst: Burst) -> None:
        """What changes while a thing is carried, and right after it was dropped."""
        last = self._last
        if last and last.kind == "drag":
            last.bursts.append(index)
            self._owner[index] = last
            last.end_s = max(last.end_s, burst.end_s)
            last.boxes += parts.real_boxes(burst)

    def _add(self, new: Found) -> None:
        self.found.append(new)
        for index in new.bursts:
            self._owner[index] = new
        self._left = self._focus or self._left
        self._focus = new.field_box if new.kind == "type" else None
