"""What stands before allauth's addresses, under their names."""

from django.urls import re_path

from community.moderation.signing_in import reset_from_key

urlpatterns = [
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        reset_from_key,
        name="account_reset_password_from_key",
    ),
]
