from django.urls import URLPattern, URLResolver, include, path

from workshop.numbers import Number  # noqa: F401  (registers the converter)
from workshop.people.views import (
    home,
    invitations,
    mail_events,
    members,
    organisation,
    shown_mail,
    teams,
)

of_an_organisation = [
    path("settings/", organisation.organisation_settings, name="organisation-settings"),
    path("leave/", organisation.organisation_leave, name="organisation-leave"),
    path("audit/", organisation.audit, name="audit"),
    path("people/", members.people, name="people"),
    path("people/<number:pk>/role/", members.member_role, name="member-role"),
    path("people/<number:pk>/remove/", members.member_remove, name="member-remove"),
    path(
        "people/invitations/<number:pk>/resend/",
        invitations.invitation_resend,
        name="invitation-resend",
    ),
    path(
        "people/invitations/<number:pk>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("teams/", teams.teams, name="teams"),
    path("teams/presets/", teams.team_presets, name="team-presets"),
    path("teams/<number:pk>/", teams.team_edit, name="team-edit"),
    path("teams/<number:pk>/move/", teams.team_move, name="team-move"),
    path("teams/<number:pk>/retire/", teams.team_retire, name="team-retire"),
    path("teams/<number:pk>/return/", teams.team_return, name="team-return"),
    path("teams/<number:pk>/delete/", teams.team_delete, name="team-delete"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("account/", home.account, name="account"),
    path("mail/", shown_mail.mail_shown, name="mail-shown"),
    path("mail/events/<slug:provider>/", mail_events.mail_events, name="mail-events"),
    path("organisations/new/", organisation.organisation_found, name="organisation-found"),
    path("o/<slug:slug>/", include(of_an_organisation)),
    path("colleagues/<token:token>/", invitations.colleague_accept, name="colleague-accept"),
    path(
        "invitations/<number:pk>/accept/", invitations.invitation_accept, name="invitation-accept"
    ),
]
