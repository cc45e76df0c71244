"""What the writer hands on: the draft without its pictures, and which action each step is about."""

from dataclasses import dataclass

from ingest.artefacts import Artefact, Draft

NO_ACTION = -1


@dataclass(frozen=True)
class Written(Artefact):
    """`action_indexes[i]` says where step `i` comes from in actions.json; NO_ACTION for what was only said."""

    draft: Draft
    action_indexes: list[int]
