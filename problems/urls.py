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

COCKPIT = "workshops/<int:pk>/cockpit"
PROBLEMS = "workshops/<int:pk>/problems"
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
    path("problems/<int:pk>/", problem.problem, name="problem"),
    path("problems/<int:pk>/edit/", problem.problem_edit, name="problem-edit"),
    path("problems/<int:pk>/delete/", problem.problem_delete, name="problem-delete"),
    path("pictures/<int:pk>/", pictures.picture, name="picture"),
    # The phone
    path("room/<int:pk>/", room.room, name="room"),
    path("room/<int:pk>/posters/<int:problem_pk>/", room.poster, name="poster"),
    path("room/<int:pk>/ideas/<int:solution_pk>/build/", room.build, name="build"),
    path("room/<int:pk>/ideas/<int:solution_pk>/commit/", commitment.commit, name="commit"),
    path(
        "room/<int:pk>/commitments/<int:commitment_pk>/edit/",
        commitment.commitment_edit,
        name="commitment-edit",
    ),
    re_path(
        r"^room/(?P<pk>\d+)/(?P<kind>ideas|builds)/(?P<post_pk>\d+)/edit/$",
        own.edit,
        name="own-edit",
    ),
    re_path(
        r"^room/(?P<pk>\d+)/(?P<kind>ideas|builds)/(?P<post_pk>\d+)/take-back/$",
        own.withdraw,
        name="own-withdraw",
    ),
    re_path(
        r"^room/(?P<pk>\d+)/(?P<kind>ideas|builds)/(?P<post_pk>\d+)/put-back/$",
        own.put_back,
        name="own-put-back",
    ),
    # The wall
    path("wall/<str:token>/", wall.wall, name="wall"),
    # The cockpit
    path(f"{COCKPIT}/", cockpit.cockpit, name="cockpit"),
    path(f"{COCKPIT}/start/", cockpit.start, name="workshop-start"),
    path(f"{COCKPIT}/pause/", cockpit.pause, name="workshop-pause"),
    path(f"{COCKPIT}/resume/", cockpit.resume, name="workshop-resume"),
    path(f"{COCKPIT}/close/", cockpit.close, name="workshop-close"),
    path(f"{COCKPIT}/enter/", cockpit.enter, name="enter"),
    path(f"{COCKPIT}/posters/<int:problem_pk>/", cockpit.cockpit_poster, name="cockpit-poster"),
    path(f"{COCKPIT}/spotlight/off/", moderation.spotlight_off, name="spotlight-off"),
    path(f"{COCKPIT}/spotlight/<int:problem_pk>/", moderation.spotlight, name="spotlight"),
    path(
        f"{COCKPIT}/posters/<int:problem_pk>/not-ours-yet/",
        moderation.not_ours_yet,
        name="not-ours-yet",
    ),
    path(
        f"{COCKPIT}/posters/<int:problem_pk>/ours-again/",
        moderation.ours_again,
        name="ours-again",
    ),
    re_path(
        r"^workshops/(?P<pk>\d+)/cockpit/(?P<kind>ideas|builds)/(?P<post_pk>\d+)/"
        r"(?P<act>hide|show)/$",
        moderation.moderate,
        name="moderate",
    ),
    path(
        f"{COCKPIT}/ideas/<int:solution_pk>/commit/",
        commitment.cockpit_commit,
        name="cockpit-commit",
    ),
    path(
        f"{COCKPIT}/commitments/<int:commitment_pk>/",
        commitment.cockpit_commitment,
        name="cockpit-commitment",
    ),
    path(
        f"{COCKPIT}/commitments/<int:commitment_pk>/take-back/",
        commitment.take_back,
        name="commitment-take-back",
    ),
]
