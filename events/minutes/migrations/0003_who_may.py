from django.contrib.auth.management import create_permissions
from django.db import migrations

NAMES = ["view_minutes", "view_actionitem"]


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; staff need theirs now."""
    config = apps.get_app_config("minutes")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name in ("leads", "moderators"):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="minutes", codename__in=NAMES))


class Migration(migrations.Migration):
    dependencies = [("minutes", "0002_tariff")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
