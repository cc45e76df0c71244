"""How much one import may be. Beyond, it is refused with the number."""

MB = 1_000_000
MAX_FILE = 100 * MB
MAX_MARKDOWN = 2 * MB
MAX_HTML = 5 * MB
MAX_UNPACKED = 300 * MB
MAX_ENTRIES = 2_000
# A picture or a page never packs better than this; a bomb does.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 1 * MB
MAX_STEPS = 500
MAX_SOPS = 200
MAX_VERSIONS = 500
MAX_DEPTH = 60
