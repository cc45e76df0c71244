"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
application = get_wsgi_application()


def _warm_up() -> None:
    """Begin to load what search needs, in the background: the first page does not wait for it."""
    from search import service

    service.warm_up()


_warm_up()
