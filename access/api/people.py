"""People and roles at the API: who I am, a library's members, groups."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from access import services
from access.api import preconditions
from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.fetch import get_administered
from access.invitations import invite
from access.models import ApiToken, Library, Membership, User
from access.roles import Role

ROLES = {role.name.lower(): role for role in Role}


class MeSchema(serializers.Serializer[Any]):
    email = serializers.EmailField()
    name = serializers.CharField()
    token = serializers.CharField(allow_null=True, help_text="Name of the token that was sent.")
    scope = serializers.CharField(allow_null=True, help_text="What that token may.")


class MemberSchema(serializers.ModelSerializer[Membership]):
    person = serializers.SerializerMethodField(help_text="E-mail address; null for a group.")
    group = serializers.SerializerMethodField(help_text="Name of the group; null for a person.")
    name = serializers.SerializerMethodField()
    role = serializers.SerializerMethodField(help_text="viewer, editor, approver or admin.")

    class Meta:
        model = Membership
        fields = ("id", "person", "group", "name", "role")

    def get_person(self, row: Membership) -> str | None:
        return row.user.email if row.user else None

    def get_group(self, row: Membership) -> str | None:
        return row.group.name if row.group else None

    def get_name(self, row: Membership) -> str:
        return str(row.user or row.group)

    def get_role(self, row: Membership) -> str:
        return Role(row.role).name.lower()


class RoleInput(StrictInput):
    role = serializers.ChoiceField(choices=list(ROLES))


class NewMemberInput(RoleInput):
    person = serializers.EmailField(required=False, help_text="An address without an account is invited.")
    group = serializers.CharField(required=False, max_length=150)

    def validate(self, attrs: Any) -> Any:
        if len({"person", "group"} & set(attrs)) != 1:
            raise serializers.ValidationError({"person": ["Name a person or a group, one of them."]})
        return attrs


class GroupSchema(serializers.ModelSerializer[Group]):
    people = serializers.IntegerField(help_text="How many there are in it.")

    class Meta:
        model = Group
        fields = ("name", "people")


class MeView(ApiView):
    @extend_schema(operation_id="me", summary="Who you are", tags=["people"], responses={200: MeSchema})
    def get(self, request: Request) -> Response:
        """The person and the token that this request came with."""
        person, token = request.user, request.auth
        assert isinstance(person, User)
        known = token if isinstance(token, ApiToken) else None
        return Response(
            {
                "email": person.email,
                "name": str(person),
                "token": known.name if known else None,
                "scope": known.scope if known else None,
            }
        )


class MembersView(ApiView, generics.ListAPIView[Membership]):
    serializer_class = MemberSchema
    queryset = Membership.objects.none()
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Membership]:
        library = get_administered(Library, self.request.user, slug=self.kwargs["slug"])
        return Membership.objects.filter(library=library).select_related("user", "group")

    @extend_schema(operation_id="members_list", summary="Members of a library", tags=["people"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """People and groups with their roles; for admins of the library."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="members_add",
        summary="Give a person or a group a role",
        tags=["people"],
        request=NewMemberInput,
        responses={201: MemberSchema},
    )
    def post(self, request: Request, slug: str) -> Response:
        """In place of the role that they had. In the audit log."""
        library = get_administered(Library, request.user, slug=slug)
        data = valid(NewMemberInput(data=request.data))
        with transaction.atomic():
            holder = _holder(data, library, request)
            member = services.set_role(library=library, role=ROLES[data["role"]], by=request.user, **holder)
        return _shown(member, status.HTTP_201_CREATED)


class MemberView(ApiView):
    @extend_schema(operation_id="members_get", summary="One member", tags=["people"], responses={200: MemberSchema})
    def get(self, request: Request, slug: str, pk: int) -> Response:
        """With the `ETag` that a change needs."""
        return _shown(_member(request, slug, pk))

    @extend_schema(
        operation_id="members_change",
        summary="Change a member's role",
        tags=["people"],
        request=RoleInput,
        responses={200: MemberSchema},
    )
    def patch(self, request: Request, slug: str, pk: int) -> Response:
        """400 where the library would be left without an admin."""
        with transaction.atomic():
            member = _member(request, slug, pk)
            preconditions.check(request, _tag(member))
            role = ROLES[valid(RoleInput(data=request.data))["role"]]
            member = services.set_role(
                library=member.library, role=role, by=request.user, user=member.user, group=member.group
            )
        return _shown(member)

    @extend_schema(
        operation_id="members_remove",
        summary="Take a member's role away",
        tags=["people"],
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """Of an open library they go on reading. 400 for its last admin."""
        with transaction.atomic():
            member = _member(request, slug, pk)
            preconditions.check(request, _tag(member))
            services.remove_member(membership=member, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class GroupsView(ApiView, generics.ListAPIView[Group]):
    serializer_class = GroupSchema
    queryset = Group.objects.none()
    ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Group]:
        if not Library.objects.administered_by(self.request.user).exists():
            raise PermissionDenied("Groups are for those who administer a library.")
        return Group.objects.annotate(people=Count("user"))

    @extend_schema(operation_id="groups_list", summary="Groups", tags=["people"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By name, with the number of people; for who administers a library."""
        return super().get(request, *args, **kwargs)


def _holder(data: dict[str, Any], library: Library, request: Request) -> dict[str, Any]:
    if "group" in data:
        group = Group.objects.filter(name__iexact=data["group"]).first()
        if group is None:
            raise serializers.ValidationError({"group": ["There is no such group."]})
        return {"group": group}
    person = User.objects.filter(email__iexact=data["person"]).first()
    return {"user": person or invite(email=data["person"], library=library, by=request.user, request=request._request)}


def _member(request: Request, slug: str, pk: int) -> Membership:
    library = get_administered(Library, request.user, slug=slug)
    rows = Membership.objects.filter(library=library).select_related("user", "group", "library")
    return get_administered(rows, request.user, pk=pk)


def _shown(member: Membership, code: int = status.HTTP_200_OK) -> Response:
    return Response(MemberSchema(member).data, status=code, headers={"ETag": _tag(member)})


def _tag(member: Membership) -> str:
    return preconditions.tag("member", member.pk, member.role)
