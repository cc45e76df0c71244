"""Reading and searching."""

from tests.urls.rows import PAGE, Row

ROWS = [
    Row("sops:home", "GET", "/", PAGE),
    Row("sops:libraries", "GET", "/libraries/", PAGE),
    Row("sops:library", "GET", "/libraries/{library}/", PAGE),
    Row("sops:category", "GET", "/categories/closing/", PAGE),
    Row("sops:detail", "GET", "/sops/{sop}/", PAGE),
    Row("sops:version", "GET", "/sops/{sop}/versions/1", PAGE),
    Row("sops:history", "GET", "/sops/{sop}/history", PAGE),
    Row("sops:compare", "GET", "/sops/{sop}/compare", PAGE),
    Row("sops:picture", "GET", "/sops/{sop}/pictures/{picture}", PAGE),
    Row("sops:pin", "POST", "/sops/{sop}/pin", (302, 302, 302, 302, 302)),
    Row("sops:step", "GET", "/s/{step}", (302, 302, 302, 302, 302)),
    Row("search:page", "GET", "/search?q=discount", PAGE),
    Row("search:panel", "GET", "/search/panel?q=discount", PAGE),
]
