from django.urls import path

from tandem.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("enter/<slug:role>", views.enter, name="enter"),
    path("start", views.start, name="start"),
]
