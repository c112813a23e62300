from django.contrib.auth.management import create_permissions
from django.db import migrations

LEADS = [
    *("view_series", "add_series", "change_series"),
    *("view_event", "add_event", "change_event", "delete_event", "run_event"),
    *("view_registration", "view_telling"),
]
MODERATORS = ["view_series", "view_event", "add_event", "change_event", "run_event", "view_registration"]


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; staff need theirs now."""
    config = apps.get_app_config("events")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, names in (("leads", LEADS), ("moderators", MODERATORS)):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="events", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
