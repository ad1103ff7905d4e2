from django.urls import URLPattern, path, re_path

from problems.hiding import WORDS
from problems.views import (
    arrive,
    choose,
    choose_cockpit,
    cockpit,
    commitment,
    goal,
    goal_cockpit,
    importing,
    leaving,
    merging,
    moderation,
    order,
    own,
    pictures,
    printing,
    problem,
    prompts,
    rehearsal,
    reveal,
    room,
    solve,
    walk,
    wall,
)
from workshop.numbers import Number  # noqa: F401  (registers the converter)

COCKPIT = "workshops/<number:pk>/cockpit"
PROBLEMS = "workshops/<number:pk>/problems"
IMPORT = f"{PROBLEMS}/import"
PRINT = "workshops/<number:pk>/print"
POSTS, PK = "ideas|builds|concerns|notes", r"\d{1,18}"

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
    # On paper
    path(f"{PRINT}/", printing.choose, name="print"),
    path(f"{PRINT}/<slug:what>.pdf", printing.as_pdf, name="print-pdf"),
    path(f"{PRINT}/<slug:what>/", printing.as_page, name="print-page"),
    # The phone
    path("room/<number:pk>/", room.room, name="room"),
    path("room/<number:pk>/posters/", room.posters, name="room-posters"),
    path("room/<number:pk>/posters/<number:problem_pk>/", room.poster, name="poster"),
    path("room/<number:pk>/posters/<number:problem_pk>/felt/", walk.feel, name="feel"),
    path("room/<number:pk>/walk/", walk.walk_page, name="room-walk"),
    path("room/<number:pk>/dots/", reveal.dots, name="dots"),
    path("room/<number:pk>/rules/", arrive.accept_rules, name="rules-accept"),
    path("room/<number:pk>/good-thing/", arrive.say_good_thing, name="good-thing"),
    path("room/<number:pk>/ideas/<number:solution_pk>/build/", room.build, name="build"),
    path("room/<number:pk>/ideas/<number:solution_pk>/concern/", solve.concern, name="concern"),
    path("room/<number:pk>/concerns/<number:concern_pk>/repair/", room.repair, name="repair"),
    path("room/<number:pk>/gifts/<number:gift_pk>/pass/", solve.pass_by, name="gift-pass"),
    re_path(
        rf"^room/(?P<pk>{PK})/posters/(?P<problem_pk>{PK})/(?P<kind>hard|out)/$",
        solve.note,
        name="note",
    ),
    path("room/<number:pk>/ideas/<number:solution_pk>/commit/", commitment.commit, name="commit"),
    path(
        "room/<number:pk>/commitments/<number:commitment_pk>/edit/",
        commitment.commitment_edit,
        name="commitment-edit",
    ),
    # As the day ends
    path(
        "room/<number:pk>/commitments/<number:commitment_pk>/aloud/",
        leaving.read_aloud,
        name="read-aloud",
    ),
    path(
        "room/<number:pk>/commitments/<number:commitment_pk>/first-step.ics",
        leaving.first_step,
        name="first-step",
    ),
    path("room/<number:pk>/can-you-live-with-it/", leaving.consent, name="consent"),
    re_path(
        r"^room/(?P<pk>\d{1,18})/takeaways/(?P<question>what|so-what|now-what)/$",
        leaving.takeaway,
        name="takeaway",
    ),
    path(
        "room/<number:pk>/takeaways/<number:takeaway_pk>/take-back/",
        leaving.takeaway_back,
        name="takeaway-back",
    ),
    path("room/<number:pk>/contact/", leaving.contact, name="contact"),
    path("room/<number:pk>/contacts/<number:other_pk>/", leaving.wish, name="wish"),
    path(f"{COCKPIT}/next-meeting/", leaving.next_meeting, name="next-meeting"),
    re_path(
        rf"^room/(?P<pk>{PK})/(?P<kind>{POSTS})/(?P<post_pk>{PK})/edit/$",
        own.edit,
        name="own-edit",
    ),
    re_path(
        rf"^room/(?P<pk>{PK})/(?P<kind>{POSTS})/(?P<post_pk>{PK})/take-back/$",
        own.withdraw,
        name="own-withdraw",
    ),
    re_path(
        rf"^room/(?P<pk>{PK})/(?P<kind>{POSTS})/(?P<post_pk>{PK})/put-back/$",
        own.put_back,
        name="own-put-back",
    ),
    path("room/<number:pk>/prompts/", prompts.mine, name="prompts"),
    # The shared goal
    path("room/<number:pk>/goal/", goal.stance, name="goal"),
    path("room/<number:pk>/goal/mine/", goal.mine, name="goal-mine"),
    path("room/<number:pk>/goal/own/", goal.own, name="goal-own"),
    path("room/<number:pk>/goal/sit/", goal.sit, name="goal-sit"),
    path("room/<number:pk>/goal/drafts/", goal.drafts, name="goal-drafts"),
    path("room/<number:pk>/goal/drafts/<number:draft_pk>/", goal.together, name="goal-together"),
    path(f"{COCKPIT}/goal/", goal_cockpit.reword, name="goal-reword"),
    path(
        f"{COCKPIT}/goal/drafts/<number:draft_pk>/forward/",
        goal_cockpit.forward,
        name="goal-forward",
    ),
    # Choosing
    path("room/<number:pk>/ideas/<number:solution_pk>/dots/", choose.dots, name="vote"),
    path(f"{COCKPIT}/votes/", choose_cockpit.enter, name="votes-enter"),
    # The wall
    path("wall/<token:token>/", wall.wall, name="wall"),
    # The cockpit
    path(f"{COCKPIT}/", cockpit.cockpit, name="cockpit"),
    path(f"{COCKPIT}/start/", cockpit.start, name="workshop-start"),
    path(f"{COCKPIT}/pause/", cockpit.pause, name="workshop-pause"),
    path(f"{COCKPIT}/resume/", cockpit.resume, name="workshop-resume"),
    path(f"{COCKPIT}/close/", cockpit.close, name="workshop-close"),
    path("workshops/<number:pk>/rehearse/", rehearsal.begin, name="rehearse"),
    path(
        "workshops/<number:pk>/rehearsals/<number:rehearsal_pk>/delete/",
        rehearsal.delete,
        name="rehearsal-delete",
    ),
    path(f"{COCKPIT}/quiet/", prompts.quiet, name="quiet"),
    path(f"{COCKPIT}/prompt/", prompts.prompt, name="prompt"),
    path(f"{COCKPIT}/enter/", cockpit.enter, name="enter"),
    path(f"{COCKPIT}/posters/<number:problem_pk>/", cockpit.cockpit_poster, name="cockpit-poster"),
    path(f"{COCKPIT}/tables/mix/", solve.mix, name="tables-mix"),
    path(f"{COCKPIT}/ideas/<number:solution_pk>/merge/", merging.merge, name="merge"),
    path(f"{COCKPIT}/ideas/<number:solution_pk>/apart/", merging.take_apart, name="merge-apart"),
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
        rf"^workshops/(?P<pk>{PK})/cockpit/(?P<kind>{'|'.join(WORDS)})/(?P<said_pk>{PK})/"
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
