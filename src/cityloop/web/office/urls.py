"""Addresses of the office's pages."""

from django.urls import include, path

from cityloop.web.office import briefing, decisions, evaluation, views

urlpatterns = [
    path("board/", views.board_page, name="office_board"),
    path("board/silent/", views.silent_page, name="office_silent"),
    path("board/<slug:code>/", views.one_board_page, name="office_one_board"),
    path("ledger/", views.ledger_page, name="office_ledger"),
    path("objections/", views.objections_page, name="office_objections"),
    path("objections/<str:number>/", decisions.rule_objection, name="office_rule"),
    path("extensions/", views.extensions_page, name="office_extensions"),
    path("extensions/<str:number>/", decisions.decide_extension, name="office_extension"),
    path("whistles/", include("cityloop.web.office.whistles")),
    path("checks/", views.checks_page, name="office_checks"),
    path("checks/<str:number>/", decisions.check_answer, name="office_check"),
    path("exclusions/", views.exclusions_page, name="office_exclusions"),
    path("exclusions/<str:number>/", decisions.review_exclusion, name="office_exclusion"),
    path("exclusions/ask/<str:number>/", decisions.ask_exclusion, name="office_ask_exclusion"),
    path("outbox/", include("cityloop.web.office.outbox")),
    path("people/", include("cityloop.web.people.urls")),
    path("audit/", include("cityloop.web.audit.urls")),
    path("evaluation/", evaluation.periods_page, name="office_periods"),
    path("evaluation/run/", evaluation.run_period, name="office_run_period"),
    path("evaluation/<int:pk>/", evaluation.period_page, name="office_period"),
    path("evaluation/<int:pk>/briefing.pdf", briefing.briefing_file, name="office_briefing"),
    path("evaluation/<int:pk>/show/", evaluation.show_period, name="office_show_period"),
    path("evaluation/<int:pk>/publish/", evaluation.publish_period, name="office_publish_period"),
    path(
        "evaluation/<int:pk>/<slug:kind>/<str:code>/<str:figure>/",
        evaluation.cases_page,
        name="office_cases",
    ),
]
