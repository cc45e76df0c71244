"""Why a recording was refused or could not be finished, in words for the person who sent it."""


class RecordingRefused(Exception):
    """The file can never become a draft: nothing will be tried again.

    `code` is stable for the API (`not_a_video`, `empty_file`, `too_large`, `no_video_track`,
    `unreadable`, `too_long`, `too_short`, `too_many_pixels`, `too_few_pixels`);
    the message is a sentence that names the thing, the limit and what to do.
    """

    def __init__(self, code: str, detail: str):
        super().__init__(detail)
        self.code = code
        self.detail = detail


class StageFailed(Exception):
    """A stage could not do its work this time; the message is for people, the job may be tried again."""


class Stopped(Exception):
    """The person cancelled, or the worker lost its lease: leave without a trace."""
