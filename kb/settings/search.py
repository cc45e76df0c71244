"""Search: the sentence encoder, its ONNX twin, and where snapshots of the index lie."""

from environs import validate

from kb.settings.env import VAR_DIR, env

# A folder or a name; empty: the package's weights, then the library's own download, else words only.
STEPMARK_EMBEDDING_MODEL = env.str("STEPMARK_EMBEDDING_MODEL", "")
# "auto", "sentence", "onnx", "hashing" (tests) or "none"
STEPMARK_ENCODER = env.str("STEPMARK_ENCODER", "auto")
STEPMARK_SEARCH_DIR = VAR_DIR / "search"
STEPMARK_SEARCH_ENGINE = env.str("STEPMARK_SEARCH_ENGINE", "embedded")
STEPMARK_MODELS_DIR = VAR_DIR / "models"
# Days for which searches and clicks stay counted, and a person's recent searches stay theirs; 0: nothing is counted.
STEPMARK_SEARCH_LOG_DAYS = env.int("STEPMARK_SEARCH_LOG_DAYS", 180, validate=validate.Range(min=0))
# “Ask”: an OpenAI-compatible endpoint (such as http://127.0.0.1:11434/v1); empty: off. Steps that the asker may read,
# and the question, are sent there.
STEPMARK_ASK_URL = env.str("STEPMARK_ASK_URL", "")
STEPMARK_ASK_MODEL = env.str("STEPMARK_ASK_MODEL", "")
STEPMARK_ASK_KEY = env.str("STEPMARK_ASK_KEY", "")
STEPMARK_ASK_SECONDS = env.int("STEPMARK_ASK_SECONDS", 30, validate=validate.Range(min=1, max=110))
