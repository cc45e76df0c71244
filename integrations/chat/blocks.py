"""Answers as Slack draws them."""

from typing import Any

from search.results import Results

SHOWN = 3
LONGEST = 2_900  # of a text; Slack refuses more than 3,000


def escaped(text: str) -> str:
    """Slack's three control characters, so that nobody's text becomes a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, text: str) -> str:
    return f"<{escaped(url).replace('|', '%7C')}|{escaped(text).replace('|', '¦')}>"


def found(query: str, results: Results, site: str, more: str) -> dict[str, Any]:
    """The best steps, each with its link; only the person who asked sees it."""
    if not results.sops:
        return only_you(
            f"Nothing found for “{escaped(query[:100])}”. Try other words, or {link(more, 'search there')}."
        )
    blocks = [_section(hit, site) for hit in results.sops[:SHOWN]]
    rest = results.total - len(blocks)
    tail = f"{link(more, f'{rest} more in Stepmark')}" if rest > 0 else link(more, "Open the search")
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": tail}]})
    best = results.sops[0]
    return {
        "response_type": "ephemeral",
        "text": f"{best.title}, step {best.best.number}: {best.best.title}"[:LONGEST],
        "blocks": blocks,
    }


def only_you(text: str) -> dict[str, Any]:
    return {"response_type": "ephemeral", "text": text[:LONGEST]}


def unfurled(title: str, about: str, url: str) -> dict[str, Any]:
    text = f"*{link(url, title)}*" + (f"\n{escaped(about)}" if about else "")
    return {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text[:LONGEST]}}]}


def _section(hit: Any, site: str) -> dict[str, Any]:
    snippet = "".join(run.text for run in hit.best.snippet)[:300]
    lines = [
        f"*{link(f'{site}{hit.best.url}', f'{hit.best.number}. {hit.best.title}')}*",
        f"{escaped(hit.title)} · {escaped(hit.library_name)}",
        escaped(snippet),
    ]
    text = "\n".join(line for line in lines if line)
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:LONGEST]}}
