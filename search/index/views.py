"""The view of this process: one per model, made when it is first needed."""

import threading

from search.encoders import found
from search.index.view import View

_views: dict[str, View] = {}
_making = threading.Lock()


def view() -> View:
    model_id = found.model_id()
    with _making:
        if model_id not in _views:
            _views.clear()
            _views[model_id] = View(model_id, found.dimension())
        return _views[model_id]
