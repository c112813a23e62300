from django.contrib.auth.management import create_permissions
from django.db import migrations

LEADS = [
    *[f"{verb}_course" for verb in ("view", "add", "change")],
    *[
        f"{verb}_{model}"
        for model in ("lesson", "question", "option", "playbook", "grouprequirement")
        for verb in ("view", "add", "change", "delete")
    ],
    "view_certificate",
]


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; leads need theirs now."""
    config = apps.get_app_config("training")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group, _created = Group.objects.get_or_create(name="leads")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="training", codename__in=LEADS))


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
