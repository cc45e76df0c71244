"""Pages of this app."""

from django.urls import path

from search.views import ask, kept, opened, page, related, requests, usage

app_name = "search"
urlpatterns = [
    path("search", page.page, name="page"),
    path("search/panel", page.panel, name="panel"),
    path("search/suggestions", page.suggestions, name="suggestions"),
    path("search/related/<slug:key>", related.related, name="related"),
    path("search/ask", ask.ask, name="ask"),
    path("search/opened", opened.opened, name="opened"),
    path("opensearch.xml", page.description, name="opensearch"),
    # Under /account: who sees as somebody else doesn't come here.
    path("account/searches", kept.page, name="kept"),
    path("account/searches/save", kept.save, name="save"),
    path("account/searches/forget", kept.forget, name="forget"),
    path("account/searches/<int:pk>/alerts", kept.set_alerts, name="alerts"),
    path("account/searches/<int:pk>/remove", kept.remove, name="remove"),
    path("sop-requests", requests.page, name="requests"),
    path("sop-requests/ask", requests.ask, name="request-ask"),
    path("sop-requests/<int:pk>", requests.one, name="request"),
    path("sop-requests/<int:pk>/answer", requests.answer, name="request-answer"),
    path("libraries/<slug:slug>/searches", usage.page, name="usage"),
    path("libraries/<slug:slug>/searches/alias", usage.alias, name="alias"),
]
