"""Three stages that need no video: small enough to be read, to be killed in, and to be counted."""

STAGES = tuple(f"tests.support.stages.{name}" for name in ("probe", "target", "draft"))
