from django.urls import URLPattern, URLResolver, include, path

from workshop.numbers import Number, Token  # noqa: F401  (registers the converters)
from workshop.views import (
    agenda,
    invitations,
    invited,
    join,
    one_invitation,
    organisation,
    pace,
    steps,
    turns,
    workshop,
)

of_invitations = [
    path("", invitations.invitations, name="invitations"),
    path("progress/", invitations.progress, name="invitations-progress"),
    path("add/", invitations.add, name="invitations-add"),
    path("letter/", invitations.letter, name="invitations-letter"),
    path("letter/shown/", invitations.letter_shown, name="invitations-letter-shown"),
    path("send/", invitations.send, name="invitations-send"),
    path("remind/", invitations.remind, name="invitations-remind"),
    path("tell/", invitations.tell, name="invitations-tell"),
    path("again/", invitations.again, name="invitations-again"),
    path("<number:invitation_pk>/", one_invitation.invited, name="invited"),
    path("<number:invitation_pk>/mend/", one_invitation.mend, name="invited-mend"),
    path("<number:invitation_pk>/again/", one_invitation.again, name="invited-again"),
    path("<number:invitation_pk>/take-back/", one_invitation.take_back, name="invited-take-back"),
    path("<number:invitation_pk>/delete/", one_invitation.delete, name="invited-delete"),
    path(
        "<number:invitation_pk>/questions/<number:question_pk>/",
        one_invitation.reply,
        name="invited-reply",
    ),
]
by_invitation = [
    path("", invited.answer, name="invited-answer"),
    path("question/", invited.question, name="invited-question"),
    path("seat/", invited.seat, name="invited-seat"),
    path("no-more-mail/", invited.stop, name="invited-stop"),
    path("data/", invited.data, name="invited-data"),
]
of_agenda = [
    path("", agenda.shown, name="agenda"),
    path("plan/", agenda.plan, name="agenda-plan"),
    path("add/", agenda.add, name="agenda-add"),
    path("order/", agenda.order, name="agenda-order"),
    path("booked/", agenda.book, name="agenda-book"),
    path("keep/", agenda.keep, name="agenda-keep"),
    path("<number:phase_pk>/", agenda.change, name="phase-change"),
    path("<number:phase_pk>/skip/", agenda.skip, name="phase-skip"),
    path("<number:phase_pk>/delete/", agenda.remove, name="phase-delete"),
]
in_cockpit = [
    path("timer/start/", pace.start_timer, name="timer-start"),
    path("timer/more/", pace.extend_timer, name="timer-extend"),
    path("timer/stop/", pace.stop_timer, name="timer-stop"),
    path("ready/again/", pace.ask_again, name="ready-again"),
    path("next/", turns.go_on, name="turn-next"),
    path("back/", turns.go_back, name="turn-back"),
    path("to/<number:phase_pk>/", turns.go_to, name="turn-to"),
    path("undo/", turns.undo, name="undo"),
    path("gather/", turns.gather, name="gather"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("o/<slug:slug>/", organisation.organisation, name="organisation"),
    path("o/<slug:slug>/archive/", organisation.archive, name="organisation-archive"),
    path("o/<slug:slug>/workshops/new/", workshop.new, name="workshop-new"),
    path("workshops/<number:pk>/", workshop.workshop, name="workshop"),
    path("workshops/<number:pk>/edit/", workshop.edit, name="workshop-edit"),
    path("workshops/<number:pk>/copy/", workshop.copy, name="workshop-copy"),
    path("workshops/<number:pk>/open/", steps.open_for_joining, name="workshop-open"),
    path("workshops/<number:pk>/archive/", steps.archive, name="workshop-archive"),
    path("workshops/<number:pk>/unarchive/", steps.unarchive, name="workshop-unarchive"),
    path("workshops/<number:pk>/change-code/", steps.change_code, name="workshop-change-code"),
    path("workshops/<number:pk>/seats/<number:seat_pk>/out/", steps.send_out, name="seat-send-out"),
    path(
        "workshops/<number:pk>/seats/<number:seat_pk>/in/",
        steps.let_back_in,
        name="seat-let-back-in",
    ),
    path("workshops/<number:pk>/cockpit/", include(in_cockpit)),
    path("workshops/<number:pk>/agenda/", include(of_agenda)),
    path("room/<number:pk>/ready/", pace.ready, name="ready"),
    path("workshops/<number:pk>/invitations/", include(of_invitations)),
    path("invited/<token:token>/", include(by_invitation)),
    path("j/", join.code, name="code"),
    path("j/<str:code>/", join.join, name="join"),
]
