"""Slack: its requests count by their signature, whoever is signed in."""

from tests.urls.rows import PAGE, Row

UNSIGNED = (401, 401, 401, 401, 401)
ROWS = [
    Row("integrations:slack-command", "POST", "/slack/commands", UNSIGNED, {"text": "discount"}),
    Row("integrations:slack-events", "POST", "/slack/events", UNSIGNED, {}),
    Row("integrations:slack-account", "GET", "/account/slack", PAGE),
    Row("integrations:slack-link", "POST", "/account/slack/link", (302, 422, 422, 422, 422), {"link": "forged"}),
    Row("integrations:slack-unlink", "POST", "/account/slack/unlink", (302, 404, 404, 404, 404), {"pk": "1"}),
]
