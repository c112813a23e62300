from django.contrib.auth.management import create_permissions
from django.db import migrations

LEADS = ["view_segmentday", *(f"{verb}_savedsegment" for verb in ("view", "add", "change", "delete"))]


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; the group needs its own now."""
    config = apps.get_app_config("segments")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group, _created = Group.objects.get_or_create(name="leads")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="segments", codename__in=LEADS))


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
