"""django-oauth-toolkit, with an introspection endpoint: `python django_provider.py PORT`.

The database, in the memory, has the client `service`, the user alice, and these tokens of hers: `of-alice`,
`of-alice-for-api`, `of-alice-for-other` and `of-alice-expired`. `of-service` is one of the client.
"""
import sys
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

settings.configure(
    SECRET_KEY="test data",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    # Tables of the models, without the history of migrations.
    MIGRATION_MODULES={"auth": None, "contenttypes": None, "oauth2_provider": None},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    OAUTH2_PROVIDER={
        "SCOPES": {"posts:read": "Read", "posts:write": "Write", "introspection": "Introspect"},
    },
)
django.setup()
urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


def fill():
    from django.contrib.auth.models import User
    from django.utils.timezone import now
    from oauth2_provider.models import AccessToken, Application

    service = Application.objects.create(
        client_id="service",
        client_secret="service-secret",
        hash_client_secret=False,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    alice = User.objects.create(username="alice")

    def token(text, user=alice, minutes=10, audiences=()):
        AccessToken.objects.create(
            token=text,
            user=user,
            application=service,
            scope="posts:read",
            expires=now() + timedelta(minutes=minutes),
            resource=list(audiences),
        )

    token("of-alice")
    token("of-alice-for-api", audiences=["https://api.example"])
    token("of-alice-for-other", audiences=["https://other.example"])
    token("of-alice-expired", minutes=-1)
    token("of-service", user=None)


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


call_command("migrate", run_syncdb=True, verbosity=0)
fill()
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet).serve_forever()
