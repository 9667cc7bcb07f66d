"""Addresses of the pages for residents; the first page stands in web/public."""

from django.urls import path

from cityloop.web.citizen import (
    accessibility,
    actions,
    answers,
    photos,
    printed,
    rate,
    report,
    sending,
    track,
)

urlpatterns = [
    path("report/", report.words_page, name="citizen_words"),
    path("report/about/", report.about_page, name="citizen_about"),
    path("report/where/", report.where_page, name="citizen_where"),
    path("report/whom/", report.accused_page, name="citizen_accused"),
    path("report/nearby/", report.nearby_page, name="citizen_nearby"),
    path("report/photos/", sending.photos_page, name="citizen_photos"),
    path("report/contact/", sending.contact_page, name="citizen_contact"),
    path("report/sent/", sending.sent_page, name="citizen_sent"),
    path("report/discard/", report.discard, name="citizen_discard"),
    path("accessibility/", accessibility.statement_page, name="accessibility"),
    path("firms/", answers.firms_page, name="citizen_firms"),
    path("answers/", answers.answers_page, name="citizen_answers"),
    path("answers/<slug:code>/", answers.answer_page, name="citizen_answer"),
    path("answers/<slug:code>/unhelpful/", answers.say_unhelpful, name="citizen_unhelpful"),
    path("track/", track.track_page, name="citizen_track"),
    path("r/<str:token>/", track.link_page, name="citizen_link"),
    path("requests/<str:number>/", track.request_page, name="citizen_request"),
    path("requests/<str:number>/request.pdf", printed.request_file, name="citizen_request_file"),
    path("requests/<str:number>/<slug:action>/", actions.action_page, name="citizen_action"),
    path("photos/<str:name>", photos.photo_page, name="citizen_photo"),
    path("rate/<str:token>/", rate.rate_page, name="citizen_rate"),
    path("rate/<str:token>/<slug:answer>/", rate.click_page, name="citizen_click"),
]
