"""What `access` tells the apps above it, by ids only."""

from django.dispatch import Signal

# person_id, successor_id (or None), by. Sent inside the transaction that switches the account off: whoever can't
# take over what the person leaves raises ValidationError, and then nothing at all has changed.
person_left = Signal()
