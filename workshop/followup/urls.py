from django.urls import path

from workshop.followup.pulse import views as pulse
from workshop.followup.views import (
    after,
    board,
    carry_over,
    check_in,
    course,
    doors,
    hand_over,
    learnings,
    own_data,
    renewal,
    reopening,
    unsubscribe,
)
from workshop.numbers import Number, Token  # noqa: F401  (registers the converters)

urlpatterns = [
    path("o/<slug:slug>/learnings/", learnings.learnings, name="learnings"),
    path("learnings/<number:pk>/useful/", learnings.learning_useful, name="learning-useful"),
    path("check-ins/<token:token>/", check_in.check_in, name="check-in"),
    path(
        "check-ins/<token:token>/unsubscribe/",
        unsubscribe.unsubscribe,
        name="check-in-unsubscribe",
    ),
    path(
        "letters/<token:token>/unsubscribe/",
        unsubscribe.letter_unsubscribe,
        name="letter-unsubscribe",
    ),
    path("check-ins/<token:token>/pause/", course.pause, name="check-in-pause"),
    path("check-ins/<token:token>/go-on/", course.go_on, name="check-in-go-on"),
    path("workshops/<number:pk>/after/", after.after, name="workshop-after"),
    path("check-ins/<token:token>/reopen/", reopening.check_in_reopen, name="check-in-reopen"),
    path("learnings/<number:pk>/reopen/", reopening.learning_reopen, name="learning-reopen"),
    path("check-ins/<token:token>/door/", doors.ask_for_door, name="check-in-door"),
    path("invited/<token:token>/pulse/", pulse.pulse_before, name="pulse-before"),
    path("invited/<token:token>/network/", pulse.network_before, name="network-before"),
    path("room/<number:pk>/pulse/", pulse.pulse_close, name="pulse-close"),
    path("check-ins/<token:token>/pulse/", pulse.pulse_later, name="pulse-later"),
    path("check-ins/<token:token>/network/", pulse.network_later, name="network-later"),
    path("check-ins/<token:token>/board/", board.check_in_board, name="check-in-board"),
    path("check-ins/<token:token>/end-links/", board.end_links, name="check-in-end-links"),
    path("room/<number:pk>/board/", board.room_board, name="room-board"),
    path("workshops/<number:pk>/board/", board.workshop_board, name="workshop-board"),
    path("workshops/<number:pk>/board/shut/", board.board_shut, name="workshop-board-shut"),
    path(
        "workshops/<number:pk>/board/links/<number:recipient_pk>/end/",
        board.recipient_links_end,
        name="recipient-links-end",
    ),
    path("check-ins/<token:token>/data/", own_data.of_check_in, name="check-in-data"),
    path("hand-over/<token:token>/data/", own_data.of_hand_over, name="hand-over-data"),
    path("open-a-door/<token:token>/data/", own_data.of_door_request, name="door-request-data"),
    path("check-ins/<token:token>/hand-over/", hand_over.offer, name="check-in-hand-over"),
    path("hand-over/<token:token>/", hand_over.take_over, name="hand-over"),
    path("check-ins/<token:token>/renew/", renewal.check_in_renew, name="check-in-renew"),
    path("workshops/<number:pk>/carry-over/", carry_over.carry_over, name="carry-over"),
    path("open-a-door/<token:token>/", doors.door_request, name="door-request"),
]
