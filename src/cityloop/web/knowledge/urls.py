"""Addresses of the knowledge base for the staff."""

from django.urls import path

from cityloop.web.knowledge import keeping, views

urlpatterns = [
    path("", views.list_page, name="knowledge"),
    path("new/", keeping.add_page, name="knowledge_add"),
    path("<slug:code>/", views.item_page, name="knowledge_item"),
    path("<slug:code>/change/", keeping.change_page, name="knowledge_change"),
    path("<slug:code>/review/", keeping.review_page, name="knowledge_review"),
    path("<slug:code>/unhelpful/", keeping.unhelpful_page, name="knowledge_unhelpful"),
    path("<slug:code>/versions/<int:number>/", views.version_page, name="knowledge_version"),
    path("<slug:code>/feedback/<int:pk>/settle/", keeping.settle, name="knowledge_settle"),
]
