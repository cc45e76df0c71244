"""The demo library, loaded as often as you like: what is there and unchanged stays, what people edited is theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import Library, User
from kb.demo import filmed, people, reading, rules, writing
from kb.demo.reading import DemoSop
from search import embedding

Say = Callable[[str], object]


@dataclass
class Loaded:
    """Titles of what this load made or brought up to date, and how many it left as they were."""

    changed: list[str] = field(default_factory=list)
    kept: int = 0


def load(*, reset: bool = False, say: Say = lambda text: None) -> Loaded:
    """Make what is missing and embed it; with `reset` also put back what people changed."""
    company = reading.company()
    known = people.Company(company, reset=reset)
    demos = all_sops()
    before = writing.loaded_before()
    wanted = [demo for demo in demos if writing.is_wanted(demo, before, reset=reset)]
    say(f"{len(wanted)} of {len(demos)} SOPs to load.")
    # All rows first: a version may only lead to SOPs that are there.
    made = [
        (writing.put(demo=demo, library=known.libraries[demo.library], owner=known.people[demo.owner]), demo)
        for demo in wanted
    ]
    for sop, demo in made:
        writing.show(sop=sop, demo=demo, by=known.admin)
        filmed.attach_recording(sop=sop, demo=demo, by=known.people[demo.owner])
    known.make_glossary(reading.glossary())
    rules.load(library=known.libraries["sales"], by=known.admin)
    embedding.embed_waiting()
    return Loaded([sop.title for sop, _ in made], len(demos) - len(wanted))


def all_sops() -> list[DemoSop]:
    reviews = reading.company()["reviews"]
    return [*reading.written_sops(reviews), *filmed.filmed_sops(reviews)]


def queue_sample_recording() -> None:
    """Put one recording in line, so that a first visit sees a job at work. Once."""
    from ingest.models import Recording
    from ingest.uploads import receive

    name = "Log a customer call.mp4"
    library = Library.objects.get(slug="sales")
    if Recording.objects.filter(library=library, name=name).exists():
        return
    upload = SimpleUploadedFile(name, filmed.SAMPLE.read_bytes(), content_type="video/mp4")
    receive(library=library, by=User.objects.get(email="dana@brackenford.example"), upload=upload)
