"""What moved: the pointer's way, and bursts of change, from frames in grey. Nothing is read here."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, Burst, PointerSample, Probe, Watch
from ingest.stages.base import Workspace
from ingest.stages.pictures import bursts, differences, frames, learning
from ingest.stages.pictures.tracking import CLEAR, Seen, Tracker

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

LEAST_PIXELS = 6  # that differ: less is noise
VOTERS = 80  # objects looked at to tell how clear the pointer is
USUAL_SIDE = 1280
INCOMPLETE = "Some pictures of the recording are broken and were left out."
REPORT_EVERY = 25  # frames


class Watcher:
    """Writes where the pointer was and what changed, in pixels of the recording."""

    name = "watch"
    version = 3
    needs = ("probe.json",)
    produces = "watch.json"

    def run(self, workspace: Workspace) -> None:
        probe = workspace.read("probe.json", Probe)
        collector = learning.Collector()
        decoding = frames.Decoding()
        for at_s, frame in self._frames(workspace, probe, 0.0, 0.35):
            collector.see(frame)
            if collector.knows_enough(at_s):
                break
        known = learning.learn(collector.samples)
        tracker = Tracker(known, learning.clearness(collector.samples[:VOTERS], known, CLEAR))
        watch = self._watch(workspace, probe, tracker, decoding)
        if decoding.errors and not probe.is_truncated:
            watch = replace(watch, warnings=[INCOMPLETE])
        workspace.write(self.produces, watch)
        workspace.report(1.0)

    def _frames(
        self, workspace: Workspace, probe: Probe, begin: float, end: float, decoding: frames.Decoding | None = None
    ) -> Any:
        """Frames in grey, with progress from `begin` to `end`."""
        for number, (at_s, frame) in enumerate(frames.grey_frames(workspace.recording, decoding=decoding)):
            if number % REPORT_EVERY == 0:
                workspace.report(begin + (end - begin) * min(1.0, at_s / max(probe.duration_s, 0.1)))
            yield at_s, frame

    def _watch(self, workspace: Workspace, probe: Probe, tracker: Tracker, decoding: frames.Decoding) -> Watch:
        import cv2

        unit = min(1.25, max(0.75, min(frames.WATCHED_WIDTH, max(probe.width, probe.height)) / USUAL_SIDE))
        gatherer = bursts.Gatherer(unit)
        pointer: list[PointerSample] = []
        kept: list[float] = []
        last_s, last = 0.0, None
        for at_s, frame in self._frames(workspace, probe, 0.35, 0.98, decoding):
            if last is None or last.shape != frame.shape:
                kept.append(round(at_s, 3))
            else:
                mask = differences.mask_of(last, frame)
                if cv2.countNonZero(mask) >= LEAST_PIXELS:
                    kept.append(round(at_s, 3))
                    tracker.follow(last, frame, mask, differences.regions(mask))
                    pointer += _samples(pointer, last_s, at_s, tracker)
                    moment = bursts.Moment(last_s, at_s, last, frame, tracker.was, tracker.seen)
                    gatherer.see(moment, differences.blanked(mask, moment.pointer_boxes))
                else:
                    gatherer.quiet(at_s)
            last_s, last = at_s, frame
        gatherer.finish()
        scale = probe.width / last.shape[1] if last is not None else 1.0
        return Watch(
            frame_times_s=kept,
            pointer=[_scaled_sample(s, scale) for s in pointer],
            changes=[replace(c, box=_scaled(c.box, scale)) for c in gatherer.changes],
            bursts=[_scaled_burst(b, scale) for b in gatherer.bursts],
            unit=round(unit * scale, 3),
        )


def _samples(known: list[PointerSample], last_s: float, at_s: float, tracker: Tracker) -> list[PointerSample]:
    """Where the pointer is now; and where it had been, if that came out only now. `lost` once it is gone."""
    found = []
    if tracker.was and (not known or known[-1].shape == "lost"):
        found.append(_sample(0.0 if not known else last_s, tracker.was))
    if tracker.seen:
        found.append(_sample(at_s, tracker.seen))
    elif known and known[-1].shape != "lost":
        found.append(PointerSample(round(at_s, 3), known[-1].x, known[-1].y, "lost", 0.0))
    return found


def _sample(at_s: float, seen: Seen) -> PointerSample:
    return PointerSample(round(at_s, 3), round(seen.x), round(seen.y), seen.shape.kind, round(seen.likeness, 2))


def _scaled(box: Box, scale: float) -> Box:
    return tuple(round(v * scale) for v in box)  # type: ignore[return-value]


def _scaled_sample(sample: PointerSample, scale: float) -> PointerSample:
    return replace(sample, x=round(sample.x * scale), y=round(sample.y * scale))


def _scaled_burst(burst: Burst, scale: float) -> Burst:
    return replace(
        burst,
        boxes=[_scaled(box, scale) for box in burst.boxes],
        touched=_scaled(burst.touched, scale),
        advance=round(burst.advance * scale),
        pointer=burst.pointer and (round(burst.pointer[0] * scale), round(burst.pointer[1] * scale)),
        dialog=burst.dialog and _scaled(burst.dialog, scale),
    )


stage = Watcher()
