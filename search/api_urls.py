"""API addresses of this app."""

from django.urls import path

from search import api, api_kept, api_usage

urlpatterns = [
    path("search", api.SearchView.as_view(), name="api-search"),
    path("searches/recent", api_kept.RecentSearchesView.as_view(), name="api-recent-searches"),
    path("searches/saved", api_kept.SavedSearchesView.as_view(), name="api-saved-searches"),
    path("searches/saved/<int:pk>", api_kept.SavedSearchView.as_view(), name="api-saved-search"),
    path("libraries/<slug:slug>/searches", api_usage.UsageView.as_view(), name="api-library-searches"),
    path("sop-requests", api_usage.SopRequestsView.as_view(), name="api-sop-requests"),
    path("sop-requests/<int:pk>", api_usage.SopRequestView.as_view(), name="api-sop-request"),
    path("sop-requests/<int:pk>/answer", api_usage.SopRequestAnswerView.as_view(), name="api-sop-request-answer"),
]
