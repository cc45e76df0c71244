"""Search: the sentence encoder, its ONNX twin, and where snapshots of the index lie."""

from kb.settings.env import VAR_DIR, env

# A folder or a name; empty: the package's weights, then the library's own download, else words only.
STEPMARK_EMBEDDING_MODEL = env.str("STEPMARK_EMBEDDING_MODEL", "")
# "auto", "sentence", "onnx", "hashing" (tests) or "none"
STEPMARK_ENCODER = env.str("STEPMARK_ENCODER", "auto")
STEPMARK_SEARCH_DIR = VAR_DIR / "search"
STEPMARK_SEARCH_ENGINE = env.str("STEPMARK_SEARCH_ENGINE", "embedded")
STEPMARK_MODELS_DIR = VAR_DIR / "models"
