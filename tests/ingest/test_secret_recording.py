"""A recording in which a password is typed and shown: with the real recogniser, from the file to the pictures."""

from pathlib import Path

import pytest

from ingest.artefacts import Actions, Episode, Episodes, PointerSample, Probe, Shots, Transcript, Watch
from ingest.stages.base import Workspace
from ingest.stages.read import Read
from ingest.stages.shots import TakeShots
from ingest.stages.target import Target
from tests.support.screens import Screen

pytestmark = pytest.mark.heavy

SECRET = "Spring-Harbor-42"
FIELD = (26, 200, 500, 34)
REVEAL = (26, 260, 160, 34)


def page(value: str) -> Screen:
    screen = Screen(960, 540).text("Email server", 26, 30, size=28)
    screen.field("Outgoing host", (26, 120, 500, 34), "mail.larkspur.example").field("Password", FIELD, value)
    return screen.button("Reveal password", REVEAL).button("Save settings", (800, 460, 140, 34))


def film(path: Path, scenes: list[tuple[float, Screen]]) -> Path:
    """Each screen for so many seconds, ten pictures a second."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "20"})
        stream.width, stream.height, stream.pix_fmt = 960, 540, "yuv420p"
        for seconds, screen in scenes:
            for _ in range(round(seconds * 10)):
                for packet in stream.encode(av.VideoFrame.from_ndarray(screen.picture, format="rgb24")):
                    container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The recording, taken through reading, targets and pictures."""
    folder = tmp_path_factory.mktemp("secret")
    hidden = "*" * 16
    film(folder / "recording.mp4", [(3.0, page("")), (3.0, page(hidden)), (4.0, page(SECRET))])
    made = Workspace(folder, folder / "recording.mp4")
    made.write("probe.json", Probe(960, 540, 10.0, False, "h264"))
    made.write("transcript.json", Transcript("", "none"))
    made.write("watch.json", Watch([0.0], pointer=[PointerSample(0.0, 700, 500, "arrow", 0.9)]))
    typing = Episode("type", 1.5, 2.0, 4.0, 1.0, 5.0, click=(200, 217), field_box=(30, 205, 200, 24), confidence=0.9)
    reveal = Episode("click", 5.2, 6.0, 6.4, 5.5, 7.0, click=(100, 277), changed=[FIELD], confidence=0.9)
    save = Episode("click", 7.5, 8.5, 9.0, 8.0, 9.5, click=(860, 477), confidence=0.9, evidence=["press"])
    made.write("episodes.json", Episodes([typing, reveal, save]))
    for stage in (Read(), Target(), TakeShots()):
        stage.run(made)
    return made


def test_the_actions_are_right_and_the_password_has_no_value(workspace: Workspace) -> None:
    actions = workspace.read("actions.json", Actions).actions
    assert [(a.kind, a.label, a.value) for a in actions] == [
        ("type", "Password", ""),
        ("click", "Reveal password", ""),
        ("click", "Save settings", ""),
    ]
    assert actions[0].is_secret


def test_no_artefact_contains_a_part_of_the_password(workspace: Workspace) -> None:
    """Case 21: neither in what was read nor in what was understood."""
    plain = "springharbor42"
    for file in workspace.folder.glob("*.json"):
        text = "".join(c for c in file.read_text().lower() if c.isalnum())
        assert not any(plain[i : i + 8] in text for i in range(len(plain) - 7)), file.name


def test_no_picture_shows_it(workspace: Workspace) -> None:
    """Case 21."""
    import numpy as np
    from PIL import Image

    shots = workspace.read("shots.json", Shots).shots
    assert len(shots) == 3
    x, y, width, height = FIELD
    for shot in shots:
        picture = np.asarray(Image.open(workspace.screenshots / shot.file).convert("L")).astype(int)
        inside = picture[y + 4 : y + height - 4, x + 4 : x + width - 4]
        assert inside.max() - inside.min() < 30


def test_the_pictures_keep_the_words_that_are_no_secret(workspace: Workspace) -> None:
    words = {line.text for line in workspace.read("shots.json", Shots).shots[2].words}
    assert {"Email server", "Save settings"} <= words
