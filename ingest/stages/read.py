"""What stands on the screen around each episode; what is secret is left out before anything is stored."""

from collections.abc import Callable
from dataclasses import replace

from ingest.artefacts import (
    Box,
    Episode,
    Episodes,
    Filled,
    Look,
    MaskedRegion,
    Name,
    PointerSample,
    Probe,
    Reading,
    ScreenText,
    TextLine,
    Watch,
)
from ingest.stages.base import Workspace
from ingest.stages.pictures.frames import frames_at
from ingest.stages.screen import geometry, looking, moments, ocr, secrets, typing, values
from ingest.stages.screen.moments import Album, Moments
from ingest.stages.screen.reader import Recogniser, ScreenReader
from ingest.stages.words import masking

MASK_MARGIN = 3  # pixels
PERSONAL = "personal"


class Read:
    """Writes what was seen and read of every episode."""

    name = "read"
    version = 3
    needs = ("probe.json", "watch.json", "episodes.json")
    produces = "reading.json"

    def __init__(self, recogniser: Callable[[], Recogniser] = ocr.shared):
        self._recogniser = recogniser

    def run(self, workspace: Workspace) -> None:
        episodes = workspace.read("episodes.json", Episodes).episodes
        probe, watch = workspace.read("probe.json", Probe), workspace.read("watch.json", Watch)
        when = moments.of_all(episodes, watch.changes, probe.width * probe.height)
        album = Album()
        looks = self._looks(workspace, episodes, when, album, watch.pointer) if episodes else []
        looks = [
            replace(look, typed_until_s=typing.until_s(episodes[look.index], look, watch.changes)) for look in looks
        ]
        workspace.write(self.produces, _without_secrets(episodes, when, looks, album))
        workspace.report(1.0)

    def _looks(
        self,
        workspace: Workspace,
        episodes: list[Episode],
        when: list[Moments],
        album: Album,
        pointer: list[PointerSample],
    ) -> list[Look]:
        reader = ScreenReader(self._recogniser())
        looks: dict[int, Look] = {}
        times = list(moments.in_order(when))
        must_read = dict(times)
        for done, (at_s, picture) in enumerate(frames_at(workspace.recording, [at_s for at_s, _ in times])):
            album.pictures[at_s] = picture
            if must_read[at_s]:
                album.lines[at_s] = reader.read(picture)
                album.covered[at_s] = secrets.fields(album.lines[at_s], picture)
            for i, moment in enumerate(when):
                if i not in looks and max(moment.all()) <= at_s:
                    looks[i] = looking.look(i, episodes[i], moment, album, pointer)
            waiting = [min(moment.all()) for i, moment in enumerate(when) if i not in looks]
            album.forget_before(min(waiting, default=float("inf")))
            workspace.report((done + 1) / len(times))
        return [looks[i] for i in sorted(looks)]


def _without_secrets(episodes: list[Episode], when: list[Moments], looks: list[Look], album: Album) -> Reading:
    """The reading with dots for secrets, and where they must be covered."""
    looks = [replace(look, is_secret=_is_secret(look, episodes[look.index], when[look.index], album)) for look in looks]
    for look in looks:
        if look.is_secret and look.box:
            gone_s = next((e.action_s for e in episodes[look.index + 1 :] if e.is_new_page), float("inf"))
            _cover(when[look.index].before_s, gone_s, look.box, album)
    known = sorted(
        {text for at_s, lines in album.lines.items() for text in secrets.readings_in(album.covered[at_s], lines)}
    )
    screens: dict[float, secrets.Screened] = {
        at_s: secrets.screened(lines, album.covered[at_s], known) for at_s, lines in album.lines.items()
    }
    rows = [
        (look.index, ScreenText(at_s, _whole(album.lines[at_s]), screens[at_s].lines, moment))
        for look in looks
        for moment, at_s in when[look.index].to_read()
    ]
    return Reading(
        indexes=[index for index, _ in rows],
        screens=[screen for _, screen in rows],
        looks=[_clean(look, when[look.index], screens, known) for look in looks],
        masks=_masks({at_s: screen.covered for at_s, screen in screens.items()}, "secret")
        + _masks({at_s: screen.blurred for at_s, screen in screens.items()}, PERSONAL),
    )


def _whole(lines: list[TextLine]) -> Box:
    return geometry.union(line.box for line in lines) if lines else (0, 0, 0, 0)


def _is_secret(look: Look, episode: Episode, moment: Moments, album: Album) -> bool:
    """Whether something secret was typed: by the field's name, by its dots, or because it lies where a secret is."""
    if episode.kind != "type" and not episode.field_box:
        return False
    if look.name and look.name.sign != "placeholder" and masking.is_secret_name(look.name.text):
        return True
    if values.is_dotted(look.held_after) or values.is_dotted(look.held_before):
        return True
    covered = album.covered[moment.after_s] + album.covered[moment.before_s]
    return look.box is not None and any(geometry.iou(look.box, box) > 0.5 for box in covered)


def _cover(from_s: float, to_s: float, box: Box, album: Album) -> None:
    """Cover the box in the pictures until another page is there; beyond that, fields are found by their names."""
    for at_s in (at_s for at_s in album.lines if from_s <= at_s <= to_s):
        if not any(geometry.iou(box, other) > 0.5 for other in album.covered[at_s]):
            album.covered[at_s] = [*album.covered[at_s], box]


def _clean(look: Look, moment: Moments, screens: dict[float, secrets.Screened], known: list[str]) -> Look:
    def lines(found: list[TextLine], *times: float) -> list[TextLine]:
        clean = {(line.box, line.confidence): line for at_s in times for line in screens[at_s].lines}
        return [clean.get((line.box, line.confidence), replace(line, text=masking.MASK)) for line in found]

    def words(text: str) -> str:
        return masking.MASK if secrets.is_known(text, known) else masking.scrub(text)

    def name(found: Name | None) -> Name | None:
        return None if found is None else replace(found, text=words(found.text))

    return replace(
        look,
        own=name(look.own) if not look.is_secret else None,
        chosen=name(look.chosen),
        filled=[_clean_field(one, name, words) for one in look.filled],
        filled_before=[_clean_field(one, name, words) for one in look.filled_before],
        name=name(look.name),
        drop=name(look.drop),
        held_before="" if look.is_secret else words(look.held_before),
        held_after="" if look.is_secret else words(look.held_after),
        options=lines(look.options, moment.open_s) if moment.open_s is not None else [],
        appeared=lines(look.appeared, moment.after_s),
        vanished=lines(look.vanished, *{moment.before_s, moment.earlier_s or moment.before_s}),
    )


def _clean_field(one: Filled, name: Callable[[Name | None], Name | None], words: Callable[[str], str]) -> Filled:
    value = words(one.value)
    secret = one.is_secret or masking.MASK in value
    return replace(one, name=name(one.name) or one.name, value="" if secret else value, is_secret=secret)


def _masks(covered: dict[float, list[Box]], reason: str) -> list[MaskedRegion]:
    """From the look before the one in which it was seen, to the look after it: in between nobody looked."""
    times = sorted(covered)
    found: list[MaskedRegion] = []
    for i, at_s in enumerate(times):
        start_s = times[i - 1] if i else 0.0
        end_s = times[i + 1] if i + 1 < len(times) else float(10**6)
        found += [MaskedRegion(start_s, end_s, geometry.grown(box, MASK_MARGIN), reason) for box in covered[at_s]]
    return _joined(found)


def _joined(masks: list[MaskedRegion]) -> list[MaskedRegion]:
    """Masks of one box that follow each other, as one."""
    joined: list[MaskedRegion] = []
    for mask in sorted(masks, key=lambda mask: mask.start_s):
        last = next((m for m in joined if m.box == mask.box and m.end_s >= mask.start_s), None)
        if last is None:
            joined.append(mask)
        else:
            joined[joined.index(last)] = replace(last, end_s=max(last.end_s, mask.end_s))
    return joined


stage = Read()
