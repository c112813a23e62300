"""The one funnel into the audit trail."""

from django.apps import apps

from community.models import AuditEntry

MASKED = ("password", "secret", "token", "key", "code", "receipt")


def record(action, obj, *, actor, changes=None):
    """Write one audit entry in the caller's transaction.

    `action` is ``app.noun.past_participle`` and must stand in that app's ``audit_actions``; any other
    name raises ValueError. `changes` maps a field to its old and new value; secrets are masked.
    `actor` is None only for the system. Anonymous authors are no actors: pass None.
    """
    app_label = action.split(".")[0]
    if action not in apps.get_app_config(app_label).audit_actions:
        raise ValueError(f"{action} is no known audit action")
    return AuditEntry.objects.create(
        actor=actor,
        actor_label=actor.name if actor else "system",
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:120],
        changes={name: mask(name, value) for name, value in (changes or {}).items()},
    )


def mask(name, value):
    if any(word in name.lower() for word in MASKED):
        return "***"
    if isinstance(value, list | tuple):
        return [None if item is None else str(item)[:500] for item in value]
    return None if value is None else str(value)[:500]
