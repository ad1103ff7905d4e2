from django.urls import URLPattern, path, re_path

from problems.views import (
    cockpit,
    commitment,
    importing,
    moderation,
    order,
    own,
    pictures,
    problem,
    room,
    wall,
)
from workshop.numbers import Number  # noqa: F401  (registers the converter)

COCKPIT = "workshops/<number:pk>/cockpit"
PROBLEMS = "workshops/<number:pk>/problems"
IMPORT = f"{PROBLEMS}/import"

urlpatterns: list[URLPattern] = [
    # The problems
    path(f"{PROBLEMS}/", problem.problems, name="problems"),
    path(f"{PROBLEMS}/new/", problem.problem_new, name="problem-new"),
    path(f"{PROBLEMS}/order/", order.order, name="problem-order"),
    path(f"{IMPORT}/", importing.bring, name="problem-import"),
    path(f"{IMPORT}/sample/", importing.bring_sample, name="problem-import-sample"),
    path(f"{IMPORT}/problems.csv", importing.template, name="problem-import-template"),
    path(f"{IMPORT}/<uuid:draft_pk>/", importing.columns, name="problem-import-columns"),
    path(f"{IMPORT}/<uuid:draft_pk>/preview/", importing.preview, name="problem-import-preview"),
    path("problems/<number:pk>/", problem.problem, name="problem"),
    path("problems/<number:pk>/edit/", problem.problem_edit, name="problem-edit"),
    path("problems/<number:pk>/delete/", problem.problem_delete, name="problem-delete"),
    path("pictures/<number:pk>/", pictures.picture, name="picture"),
    # The phone
    path("room/<number:pk>/", room.room, name="room"),
    path("room/<number:pk>/posters/<number:problem_pk>/", room.poster, name="poster"),
    path("room/<number:pk>/ideas/<number:solution_pk>/build/", room.build, name="build"),
    path("room/<number:pk>/ideas/<number:solution_pk>/commit/", commitment.commit, name="commit"),
    path(
        "room/<number:pk>/commitments/<number:commitment_pk>/edit/",
        commitment.commitment_edit,
        name="commitment-edit",
    ),
    re_path(
        r"^room/(?P<pk>\d{1,18})/(?P<kind>ideas|builds)/(?P<post_pk>\d{1,18})/edit/$",
        own.edit,
        name="own-edit",
    ),
    re_path(
        r"^room/(?P<pk>\d{1,18})/(?P<kind>ideas|builds)/(?P<post_pk>\d{1,18})/take-back/$",
        own.withdraw,
        name="own-withdraw",
    ),
    re_path(
        r"^room/(?P<pk>\d{1,18})/(?P<kind>ideas|builds)/(?P<post_pk>\d{1,18})/put-back/$",
        own.put_back,
        name="own-put-back",
    ),
    # The wall
    path("wall/<token:token>/", wall.wall, name="wall"),
    # The cockpit
    path(f"{COCKPIT}/", cockpit.cockpit, name="cockpit"),
    path(f"{COCKPIT}/start/", cockpit.start, name="workshop-start"),
    path(f"{COCKPIT}/pause/", cockpit.pause, name="workshop-pause"),
    path(f"{COCKPIT}/resume/", cockpit.resume, name="workshop-resume"),
    path(f"{COCKPIT}/close/", cockpit.close, name="workshop-close"),
    path(f"{COCKPIT}/enter/", cockpit.enter, name="enter"),
    path(f"{COCKPIT}/posters/<number:problem_pk>/", cockpit.cockpit_poster, name="cockpit-poster"),
    path(f"{COCKPIT}/spotlight/off/", moderation.spotlight_off, name="spotlight-off"),
    path(f"{COCKPIT}/spotlight/<number:problem_pk>/", moderation.spotlight, name="spotlight"),
    path(
        f"{COCKPIT}/posters/<number:problem_pk>/not-ours-yet/",
        moderation.not_ours_yet,
        name="not-ours-yet",
    ),
    path(
        f"{COCKPIT}/posters/<number:problem_pk>/ours-again/",
        moderation.ours_again,
        name="ours-again",
    ),
    re_path(
        r"^workshops/(?P<pk>\d{1,18})/cockpit/(?P<kind>ideas|builds)/(?P<post_pk>\d{1,18})/"
        r"(?P<act>hide|show)/$",
        moderation.moderate,
        name="moderate",
    ),
    path(
        f"{COCKPIT}/ideas/<number:solution_pk>/commit/",
        commitment.cockpit_commit,
        name="cockpit-commit",
    ),
    path(
        f"{COCKPIT}/commitments/<number:commitment_pk>/",
        commitment.cockpit_commitment,
        name="cockpit-commitment",
    ),
    path(
        f"{COCKPIT}/commitments/<number:commitment_pk>/take-back/",
        commitment.take_back,
        name="commitment-take-back",
    ),
]
