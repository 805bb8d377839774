"""Addresses of a county's messages."""

from django.urls import path

from . import messages

paths = [
    path("messages/", messages.messages, name="messages"),
    path("messages/<str:code>/", messages.message_texts, name="message-texts"),
    path("messages/<str:code>/figures/", messages.message_figures, name="message-figures"),
    path(
        "messages/<str:code>/<slug:about>/<slug:channel>/<slug:language>/", messages.message_text, name="message-text"
    ),
]
