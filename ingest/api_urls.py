"""API addresses of this app."""

from rest_framework.routers import SimpleRouter

from ingest.api import RecordingViewSet

router = SimpleRouter(trailing_slash=False)
router.register("recordings", RecordingViewSet, basename="recordings")
urlpatterns = router.urls
