"""Administration of the site: accounts and libraries. Roles in a library are given on its own page."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from access.models import AuditEvent, Library, User

# Sign-in to the administration is the ordinary one, with its rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


admin.site.unregister(Group)  # they have pages of their own


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        ("May", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    filter_horizontal = ()
    # Changed on the pages about people alone: there nobody removes the last admin, and what somebody owns moves.
    readonly_fields = ["is_active", "is_staff", "is_superuser", "groups"]

    def has_delete_permission(self, *args: object) -> bool:
        return False


@admin.register(Library)
class LibraryAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "is_open"]
    prepopulated_fields = {"slug": ["name"]}
    exclude = ["is_public"]  # on the library's own page, where the site allows it at all


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """To read only: what happened is never changed."""

    list_display = ["at", "actor_name", "verb", "subject", "library"]
    list_filter = ["verb", "library"]
    search_fields = ["actor_name", "subject"]

    def has_add_permission(self, *args: object) -> bool:
        return False

    def has_change_permission(self, *args: object) -> bool:
        return False

    def has_delete_permission(self, *args: object) -> bool:
        return False
