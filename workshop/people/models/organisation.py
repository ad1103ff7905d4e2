import secrets
from datetime import datetime, timedelta
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.people.models.audit import AuditEntry
from workshop.people.models.user import User
from workshop.people.tokens import new_token, token_digest


class Role(models.TextChoices):
    ADMIN = "admin", _("Admin")
    FACILITATOR = "facilitator", _("Facilitator")
    MANAGER = "manager", _("Manager")


class LastAdmin(Exception):
    """An organisation keeps at least one admin."""


class InvitationRefused(Exception):
    """This person cannot accept this invitation now; the text says why, for people."""


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self._with_role(user, *Role)

    def facilitated_by(self, user: User | AnonymousUser) -> Self:
        return self._with_role(user, Role.ADMIN, Role.FACILITATOR)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        return self._with_role(user, Role.ADMIN)

    def _with_role(self, user: User | AnonymousUser, *roles: Role) -> Self:
        if not isinstance(user, User):
            return self.none()
        members = Membership.objects.filter(user=user, role__in=roles)
        return self.filter(pk__in=members.values("organisation"))


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True, editable=False)
    founded_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @classmethod
    @transaction.atomic
    def found(cls, name: str, founder: User) -> "Organisation":
        """A new organisation whose founder is its first admin.

        Safe to repeat: an organisation of this name that the founder looks after is the one.
        """
        User.objects.select_for_update().get(pk=founder.pk)
        if there := cls.objects.editable_by(founder).filter(name=name).first():
            return there
        base = slugify(name)[:50] or "organisation"
        slug = base
        while cls.objects.filter(slug=slug).exists():
            slug = f"{base}-{secrets.token_hex(2)}"
        organisation = cls.objects.create(name=name, slug=slug)
        organisation.memberships.create(user=founder, role=Role.ADMIN)
        organisation.record(founder, "organisation.founded", name)
        return organisation

    def role_of(self, user: User | AnonymousUser) -> Role | None:
        if not isinstance(user, User):
            return None
        membership = self.memberships.filter(user=user).first()
        return Role(membership.role) if membership else None

    def record(self, actor: User | None, act: str, about: str = "") -> None:
        """Write an administrative act into the audit log."""
        AuditEntry.objects.create(organisation=self, actor=actor, act=act, about=about[:200])


class Membership(models.Model):
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @transaction.atomic
    def change_role(self, role: Role, by: User) -> None:
        """Raises LastAdmin where nobody else could look after the organisation."""
        self._keep_an_admin(role)
        self.role = role
        self.save(update_fields=["role"])
        self.organisation.record(by, "membership.role", f"{self.user.email}: {role}")

    @transaction.atomic
    def end(self, by: User) -> None:
        """The person leaves the organisation. Raises LastAdmin."""
        self._keep_an_admin(None)
        act = "membership.left" if by == self.user else "membership.ended"
        self.organisation.record(by, act, self.user.email)
        self.delete()

    def _keep_an_admin(self, role: Role | None) -> None:
        admins = list(
            Membership.objects.select_for_update()
            .filter(organisation=self.organisation, role=Role.ADMIN)
            .values_list("pk", flat=True)
        )
        if role != Role.ADMIN and admins == [self.pk]:
            raise LastAdmin


class ColleagueInvitationQuerySet(models.QuerySet["ColleagueInvitation"]):
    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def with_token(self, token: str) -> Self:
        return self.filter(digest=token_digest(token))

    def addressed_to(self, user: User) -> Self:
        """Sent to an address which this person has shown to be theirs."""
        return self.filter(email__in=user.verified_addresses())


class ColleagueInvitation(models.Model):
    """An address asked to join the organisation with a role. Asking again replaces the link."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="colleague_invitations"
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ColleagueInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("email"), name="colleague_invitation_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="colleague_invitation_role"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @classmethod
    @transaction.atomic
    def ask(
        cls, organisation: Organisation, email: str, role: Role, by: User, now: datetime
    ) -> tuple["ColleagueInvitation", str]:
        """Returns the invitation and the secret token for its link."""
        token = new_token()
        invitation, _created = cls.objects.update_or_create(
            organisation=organisation,
            email=email.lower(),
            defaults={
                "role": role,
                "digest": token_digest(token),
                "invited_by": by,
                "invited_at": now,
                "expires_at": now + timedelta(days=14),
                "accepted_at": None,
                "withdrawn_at": None,
            },
        )
        organisation.record(by, "colleague.invited", f"{email}: {role}")
        return invitation, token

    def why_over(self, now: datetime) -> str:
        """A sentence about why it cannot be accepted any more; empty while it is open."""
        names = {"organisation": self.organisation.name}
        if self.withdrawn_at:
            return gettext("%(organisation)s has taken this invitation back.") % names
        if self.accepted_at:
            return gettext("This invitation has been accepted already.")
        if self.expires_at <= now:
            return (
                gettext("This invitation has run out. Ask %(organisation)s to send it again.")
                % names
            )
        return ""

    @transaction.atomic
    def accept(self, user: User, now: datetime) -> Membership:
        """Safe to repeat. Somebody who already belongs keeps the role they have.

        Raises InvitationRefused.
        """
        fresh = ColleagueInvitation.objects.select_for_update().get(pk=self.pk)
        if fresh.email not in user.verified_addresses():
            raise InvitationRefused(
                gettext("This invitation is for %(invited)s, and you are signed in as %(email)s.")
                % {"invited": fresh.email, "email": user.email}
            )
        membership = Membership.objects.filter(organisation=self.organisation, user=user).first()
        if membership and fresh.accepted_at:
            return membership
        if over := fresh.why_over(now):
            raise InvitationRefused(over)
        if not membership:
            membership = self.organisation.memberships.create(user=user, role=fresh.role)
        fresh.accepted_at = self.accepted_at = now
        fresh.save(update_fields=["accepted_at"])
        self.organisation.record(user, "colleague.accepted", fresh.email)
        return membership

    @transaction.atomic
    def withdraw(self, by: User, now: datetime) -> None:
        """Safe to repeat; an accepted invitation stays accepted."""
        taken_back = ColleagueInvitation.objects.filter(
            pk=self.pk, accepted_at=None, withdrawn_at=None
        ).update(withdrawn_at=now)
        if taken_back:
            self.withdrawn_at = now
            self.organisation.record(by, "colleague.withdrawn", self.email)
