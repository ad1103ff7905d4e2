from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from workshop.people.forms import InviteForm, RoleForm, point_out
from workshop.people.models import LastAdmin, Membership, Organisation, Role
from workshop.people.requests import SignedInRequest
from workshop.people.views.invitations import invite
from workshop.people.views.office import office_page


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everybody may see who belongs; admins also invite."""
    if request.method == "POST":
        organisation = get_object_or_404(Organisation.objects.editable_by(request.user), slug=slug)
        form = InviteForm(organisation, request.POST)
        if form.is_valid():
            invite(request, organisation, form.cleaned_data["email"], form.cleaned_data["role"])
            return redirect("people", slug)
    else:
        organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
        form = InviteForm(organisation)
    return people_page(request, organisation, form)


def people_page(
    request: SignedInRequest, organisation: Organisation, form: InviteForm
) -> HttpResponse:
    now = timezone.now()
    point_out(form)
    members = organisation.memberships.select_related("user").order_by("user__name", "pk")
    context = {"members": members, "roles": Role.choices}
    if organisation.role_of(request.user) == Role.ADMIN:
        waiting = organisation.colleague_invitations.filter(accepted_at=None, withdrawn_at=None)
        context |= {
            "form": form,
            "invitations": [
                (invitation, invitation.expires_at <= now)
                for invitation in waiting.select_related("invited_by")
            ],
        }
    status = 422 if form.is_bound else 200
    return office_page(request, "people/people.html", organisation, context, status=status)


def member(request: SignedInRequest, slug: str, pk: int) -> Membership:
    return get_object_or_404(
        Membership.objects.select_related("organisation", "user"),
        organisation__in=Organisation.objects.editable_by(request.user),
        organisation__slug=slug,
        pk=pk,
    )


@require_POST
def member_role(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    membership = member(request, slug, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose one of the three roles."))
        return redirect("people", slug)
    try:
        membership.change_role(form.cleaned_data["role"], request.user)
    except LastAdmin:
        messages.error(request, gettext("An organisation keeps at least one admin."))
    else:
        messages.success(
            request,
            gettext("%(name)s: %(role)s.")
            % {"name": membership.user, "role": membership.get_role_display()},
        )
    return redirect("people", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    membership = member(request, slug, pk)
    if membership.user == request.user:
        return redirect("organisation-leave", slug)
    if request.method != "POST":
        return office_page(
            request, "people/member_remove.html", membership.organisation, {"member": membership}
        )
    try:
        membership.end(request.user)
    except LastAdmin:
        messages.error(request, gettext("An organisation keeps at least one admin."))
        return redirect("people", slug)
    messages.success(
        request, gettext("%(name)s no longer belongs here.") % {"name": membership.user}
    )
    return redirect("people", slug)
