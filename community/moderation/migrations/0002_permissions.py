from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATORS = ["view_case", "decide_case"]
LEADS = [
    *MODERATORS,
    "sanction_staff",
    "view_sanction",
    *(f"{verb}_blockedword" for verb in ("view", "add", "change", "delete")),
]


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; the groups need theirs now."""
    config = apps.get_app_config("moderation")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, wanted in (("moderators", MODERATORS), ("leads", LEADS)):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="moderation", codename__in=wanted))


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
