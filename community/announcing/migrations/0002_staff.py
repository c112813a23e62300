from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATORS = [f"{verb}_announcement" for verb in ("view", "add", "change")]
LEADS = [
    *MODERATORS,
    *("delete_announcement", "publish_announcement"),
    *(f"{verb}_robot" for verb in ("view", "add", "change", "delete")),
    *("view_robotdelivery", "change_robotdelivery"),
]


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; the groups need theirs now. Moderators draft, leads publish."""
    config = apps.get_app_config("announcing")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, wanted in (("moderators", MODERATORS), ("leads", LEADS)):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="announcing", codename__in=wanted))


class Migration(migrations.Migration):
    dependencies = [
        ("announcing", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
