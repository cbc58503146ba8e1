"""Addresses of this package, below /collaboration/."""

from __future__ import annotations

from django.urls import path

from tandem.collaboration.views import agreements, comments, notifications, sharing

app_name = "collaboration"

urlpatterns = [
    path("waiting/", agreements.waiting, name="waiting"),
    path("waiting/panel/", agreements.waiting_panel, name="waiting-panel"),
    path("about/", agreements.about, name="about"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/accept/", agreements.accept, name="accept"),
    path("agreements/<int:pk>/counter/", agreements.counter, name="counter"),
    path("agreements/<int:pk>/decline/", agreements.decline, name="decline"),
    path("agreements/<int:pk>/accept-counter/", agreements.accept_counter, name="accept-counter"),
    path("agreements/<int:pk>/stand-firm/", agreements.stand_firm, name="stand-firm"),
    path("agreements/<int:pk>/withdraw/", agreements.withdraw, name="withdraw"),
    path("agreements/<int:pk>/remind/", agreements.remind, name="remind"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/panel/", notifications.panel, name="notifications-panel"),
    path("notifications/read/", notifications.read, name="read"),
    path("notifications/<int:pk>/", notifications.follow, name="follow"),
    path("notifications/choices/", notifications.preferences, name="preferences"),
    path("comments/", comments.comment, name="comment"),
    path("comments/<int:pk>/edit/", comments.edit_comment, name="edit-comment"),
    path("comments/<int:pk>/delete/", comments.delete_comment, name="delete-comment"),
    path("people/", comments.people, name="people"),
    path("colleagues/", comments.colleagues, name="colleagues"),
    path("deputies/", comments.deputies, name="deputies"),
    path("undo/<str:about>/<int:pk>/", comments.undo, name="undo"),
    path("announcements/", comments.announcements, name="announcements"),
    path("announcements/panel/", comments.announcements_panel, name="announcements-panel"),
    path("announcements/new/", comments.announce, name="announce"),
    path("announcements/<int:pk>/delete/", comments.delete_announcement, name="delete-announcement"),
    path("share/", sharing.share, name="share"),
    path("share/stop/", sharing.stop_sharing, name="stop-sharing"),
    path("delegate/", sharing.delegate, name="delegate"),
    path("delegate/<int:pk>/end/", sharing.end_delegation, name="end-delegation"),
]
