"""What others may listen to. Sent on commit, with ids only.

- `job_done(job_id)`: a recording's job ended, with a draft or with a reason why there is none.
"""

from django.dispatch import Signal

job_done = Signal()
