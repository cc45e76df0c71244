"""Parts of the API on their way out say so in every answer: RFC 9745 `Deprecation`, RFC 8594 `Sunset`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import HttpResponseBase
from django.utils.http import http_date

CHANGES = "/api/docs/changes"


@dataclass(frozen=True)
class Deprecated:
    """Since when, until when it works at least, and what to use instead."""

    since: date
    sunset: date
    successor: str = ""

    def tell(self, response: HttpResponseBase) -> None:
        response["Deprecation"] = f"@{_seconds(self.since)}"
        response["Sunset"] = http_date(_seconds(self.sunset))
        links = [f'<{CHANGES}>; rel="deprecation"; type="text/html"']
        if self.successor:
            links.append(f'<{self.successor}>; rel="successor-version"')
        response["Link"] = ", ".join(links)


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
