"""The environment, and where the project writes."""

from pathlib import Path

from environs import FileAwareEnv

env = FileAwareEnv(eager=False)
BASE_DIR = Path(__file__).resolve().parents[2]
env.read_env(str(BASE_DIR / ".env"), recurse=False)

VAR_DIR = Path(env("STEPMARK_VAR_DIR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Production is said out loud; everything else is a machine of one's own.
PRODUCTION = env.bool("STEPMARK_PRODUCTION", False)
