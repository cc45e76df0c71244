"""A log's acts in the recording: its clock set by what was seen, and each act beside the sight of it.

The log says what was done, to which element, with which value; the picture says where, and when to take a screenshot.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from rapidfuzz import fuzz

from ingest.artefacts import Action, Actions, Box, MaskedRegion, Probe
from ingest.errors import RecordingRefused
from ingest.events.acts import Act, acts_of
from ingest.events.log import EventLog
from ingest.stages.acting import timing
from ingest.stages.words import masking

NEAR_SECONDS = 1.5  # between an act in the log and its sight
STEP_SECONDS = 0.25  # of clocks that are tried
SLACK_SECONDS = 2.0  # a log may begin a little early and end a little late
FEWEST_SEEN = 3
SURE = 0.99
BESIDES = 0.45  # how alike two names of one element are at least, where there are no times
MOST_SEEN = 400  # acts and sights that a clock is set by
ANOTHER = (
    "The event log does not belong to this recording: what it notes was not seen in it. Send the log that was kept"
    " while this was recorded, or leave it out."
)


def actions_by(log: EventLog, seen: Actions, probe: Probe) -> Actions:
    """What was done, by the log. RecordingRefused where it is one of another recording."""
    acts, warnings = acts_of(log.events), list(seen.warnings)
    if not acts:
        return replace(seen, warnings=[*warnings, "The event log notes no action: the draft is made from the picture."])
    if log.has_times:
        shift_s = _clock(acts, seen.actions, probe.duration_s)
        if shift_s:
            warnings.append(f"The clock of the event log was {abs(shift_s):.1f} s off; it was set by the picture.")
        acts = [_moved(act, shift_s) for act in acts]
        pairs = _beside(acts, seen.actions)
    else:
        pairs = _in_order(acts, seen.actions)
        acts = _timed(acts, pairs, probe.duration_s)
    is_whole = log.surface == "tab"
    actions = [_action(act, sight, probe, is_whole) for act, sight in zip(acts, pairs, strict=True)]
    masks = [*seen.masks, *_masks(acts, probe)] if is_whole else seen.masks
    return replace(seen, actions=timing.tiled(actions, probe.duration_s), masks=masks, warnings=warnings)


def _clock(acts: Sequence[Act], seen: Sequence[Action], duration_s: float) -> float:
    """Seconds to add to the log's times: 0 unless another clock agrees far better with what was seen."""
    times = [act.at_s or 0.0 for act in acts]
    sights = [action.action_s for action in seen[:MOST_SEEN]]
    agreed: Counter[int] = Counter()
    for at_s in times[:MOST_SEEN]:
        for number in {round((sight_s - at_s) / STEP_SECONDS) for sight_s in sights}:
            agreed.update((number - 1, number, number + 1))
    now = max(agreed[-1], agreed[0], agreed[1])
    best, votes = max(agreed.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
    fits = all(-SLACK_SECONDS <= at_s <= duration_s + SLACK_SECONDS for at_s in times)
    needed = max(FEWEST_SEEN, (min(len(times), len(sights)) + 1) // 2)
    if fits and (now * 2 >= votes or votes < needed):
        return 0.0
    off = [sight_s - at_s for at_s in times[:MOST_SEEN] for sight_s in sights]
    shift_s = median(s for s in off if abs(s - best * STEP_SECONDS) <= 2 * STEP_SECONDS) if votes else 0.0
    if votes < needed or not all(-SLACK_SECONDS <= at_s + shift_s <= duration_s + SLACK_SECONDS for at_s in times):
        raise RecordingRefused("events_of_another", ANOTHER)
    return shift_s


def _moved(act: Act, shift_s: float) -> Act:
    at_s, until_s = (act.at_s or 0.0) + shift_s, (act.until_s or 0.0) + shift_s
    return replace(act, at_s=max(0.0, at_s), until_s=max(0.0, until_s))


def _beside(acts: Sequence[Act], seen: Sequence[Action]) -> list[Action | None]:
    """To each act the nearest sight that no nearer act has."""
    near = sorted(
        (abs(action.action_s - (act.at_s or 0.0)), at, number)
        for at, act in enumerate(acts)
        for number, action in enumerate(seen)
        if abs(action.action_s - (act.at_s or 0.0)) <= NEAR_SECONDS
    )
    found: dict[int, int] = {}
    for _, at, number in near:
        if at not in found and number not in found.values():
            found[at] = number
    return [seen[found[at]] if at in found else None for at in range(len(acts))]


def _in_order(acts: Sequence[Act], seen: Sequence[Action]) -> list[Action | None]:
    """Without times: the pairs whose names are most alike, none crossing another (Needleman and Wunsch 1970)."""
    likeness = [[_likeness(act, action) for action in seen] for act in acts]
    best = [[0.0] * (len(seen) + 1) for _ in range(len(acts) + 1)]
    for i in range(len(acts) - 1, -1, -1):
        for j in range(len(seen) - 1, -1, -1):
            pair = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= BESIDES else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    pairs: list[Action | None] = []
    j = 0
    for i in range(len(acts)):
        while j < len(seen) and best[i][j] == best[i][j + 1] and best[i][j] > best[i + 1][j]:
            j += 1
        if j < len(seen) and best[i][j] > best[i + 1][j]:
            pairs.append(seen[j])
            j += 1
        else:
            pairs.append(None)
    if sum(sight is not None for sight in pairs) * 3 < min(len(acts), len(seen)):
        raise RecordingRefused("events_of_another", ANOTHER)
    return pairs


def _likeness(act: Act, action: Action) -> float:
    names = [(act.name, action.label), (act.name, action.page_title_after), (act.value, action.value)]
    alike = max((fuzz.token_set_ratio(a.casefold(), b.casefold()) / 100 for a, b in names if a and b), default=0.0)
    return alike if act.kind == action.kind else alike * 0.8


def _timed(acts: Sequence[Act], pairs: Sequence[Action | None], duration_s: float) -> list[Act]:
    """The times of sights; those without one in equal steps between their neighbours."""
    timed: list[Act] = []
    for at, (act, sight) in enumerate(zip(acts, pairs, strict=True)):
        if sight is not None:
            timed.append(replace(act, at_s=sight.action_s, until_s=max(sight.action_s, sight.end_s)))
            continue
        before_s = timed[-1].at_s or 0.0 if timed else 0.0
        ahead = [(n, other) for n, other in enumerate(pairs[at:]) if other is not None]
        steps, after_s = (ahead[0][0], ahead[0][1].action_s) if ahead else (len(acts) - at, duration_s)
        at_s = before_s + max(0.0, after_s - before_s) / (steps + 1)
        timed.append(replace(act, at_s=at_s, until_s=at_s))
    return timed


def _action(act: Act, sight: Action | None, probe: Probe, is_whole: bool) -> Action:
    at_s, until_s = min(act.at_s or 0.0, probe.duration_s), min(act.until_s or 0.0, probe.duration_s)
    box = _pixels(act.box, probe) if is_whole else None
    is_typed = act.kind == "type" or act.kind == "select"
    picture_s = until_s + timing.AFTER_TYPING_SECONDS if is_typed else at_s - timing.BEFORE_PRESS_SECONDS
    plain = Action(
        kind=act.kind,
        start_s=at_s,
        action_s=at_s,
        end_s=max(at_s, until_s),
        screenshot_s=round(min(max(0.0, picture_s), probe.duration_s), 3),
    )
    base = sight or plain
    is_same = sight is not None and sight.kind == act.kind
    return replace(
        base,
        kind=act.kind,
        action_s=at_s,
        end_s=max(at_s, until_s, base.end_s if is_same else 0.0),
        screenshot_s=base.screenshot_s if is_same else plain.screenshot_s,
        box=box or base.box,
        label=masking.scrub(act.name) or base.label,
        value="" if act.is_secret else masking.scrub(act.value),
        drop_label=masking.scrub(act.drop_name) or base.drop_label,
        is_secret=act.is_secret or base.is_secret,
        role=act.role or base.role,
        page_title=base.page_title or masking.scrub(act.title),
        page_title_after=base.page_title_after or masking.scrub(act.title_after),
        confidence=SURE,
        label_confidence=SURE if act.name else base.label_confidence,
        evidence=["label:log" if act.name else "label:none", "kind:log", "box:log" if box else "box:seen"],
    )


def _pixels(box: tuple[float, float, float, float] | None, probe: Probe) -> Box | None:
    if box is None:
        return None
    left, top, width, height = box
    return (
        round(left * probe.width),
        round(top * probe.height),
        max(1, round(width * probe.width)),
        max(1, round(height * probe.height)),
    )


def _masks(acts: Sequence[Act], probe: Probe) -> list[MaskedRegion]:
    """Where a secret was entered in plain letters: covered from the first sign until another page is there."""
    masks = []
    for at, act in enumerate(acts):
        box = _pixels(act.box, probe)
        if act.is_secret and box:
            gone = (later.at_s for later in acts[at + 1 :] if later.kind == "navigate" or later.title_after)
            until_s = next((at_s for at_s in gone if at_s is not None), probe.duration_s)
            start_s = max(0.0, (act.at_s or 0.0) - timing.BEFORE_PRESS_SECONDS)
            masks.append(MaskedRegion(start_s, max(start_s, until_s + SLACK_SECONDS), box, "event log"))
    return masks
