"""What these tests share: two libraries full of everything that an address can name."""

from tests.test_every_url import places as places
from tests.test_every_url import quick as quick
