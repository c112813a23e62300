from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {"leads": ["view_question", "view_sessionpoll"], "moderators": ["view_question"]}


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; staff need theirs now."""
    config = apps.get_app_config("live")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in MAY.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="live", codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("live", "0001_initial")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
