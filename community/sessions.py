"""Sessions in the database, as Django keeps them, read by a prepared statement: every page of a member reads one."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from community.prepared import prepared


class SessionStore(db.SessionStore):
    def load(self):
        for session in session_with_key(self.session_key):
            if session.expire_date > timezone.now():
                return self.decode(session.session_data)
        self._session_key = None
        return {}


@prepared
def session_with_key(key):
    return SessionStore.get_model_class().objects.filter(session_key=key)
