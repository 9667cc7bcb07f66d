"""Addresses of an agency's desk beside its work orders."""

from django.urls import path

from cityloop.web.agency import bulk, figures, reply_templates, worklist

urlpatterns = [
    path("bulk/", bulk.bulk_page, name="agency_bulk"),
    path("bulk/result/", bulk.result_page, name="agency_bulk_result"),
    path("lists/", worklist.lists_page, name="agency_lists"),
    path("lists/save/", worklist.save_list, name="agency_list_save"),
    path("lists/<int:pk>/rename/", worklist.rename_list, name="agency_list_rename"),
    path("lists/<int:pk>/delete/", worklist.delete_list, name="agency_list_delete"),
    path("templates/", reply_templates.templates_page, name="agency_templates"),
    path("templates/new/", reply_templates.template_page, name="agency_template_new"),
    path("templates/<int:pk>/", reply_templates.template_page, name="agency_template"),
    path("templates/<int:pk>/retire/", reply_templates.retire, name="agency_template_retire"),
    path("templates/<int:pk>/take-up/", reply_templates.take_up, name="agency_template_take_up"),
    path("figures/", figures.figures_page, name="agency_figures"),
    path("figures/<int:pk>/", figures.figures_page, name="agency_figures_of"),
    path(
        "figures/<int:pk>/<slug:kind>/<str:figure>/",
        figures.cases_page,
        name="agency_figure_cases",
    ),
]
