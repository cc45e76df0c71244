"""The watching half of the pipeline: frames, what changed on them, and where the pointer was."""
