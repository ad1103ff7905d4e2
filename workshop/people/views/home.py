from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workshop.people.forms import AccountForm, OrganisationForm
from workshop.people.models import ColleagueInvitation, Membership, User
from workshop.people.requests import SignedInRequest


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        return render(request, "people/landing.html")
    memberships = list(memberships_of(user))
    invitations = (
        ColleagueInvitation.objects.open(timezone.now())
        .addressed_to(user)
        .exclude(organisation__in=[membership.organisation for membership in memberships])
        .select_related("organisation", "invited_by")
    )
    if len(memberships) == 1 and not invitations:
        return redirect(memberships[0].organisation)
    return render(
        request,
        "people/home.html",
        {"memberships": memberships, "invitations": invitations, "form": OrganisationForm()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("account")
    steps = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "form": form,
        "memberships": memberships_of(request.user),
        "second_steps": set(steps),
        "has_single_sign_on": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "people/account.html", context, status=422 if form.is_bound else 200)


def memberships_of(user: User) -> QuerySet[Membership]:
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    return memberships.order_by(Lower("organisation__name"))
