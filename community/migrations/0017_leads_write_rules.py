from django.contrib.auth.management import create_permissions
from django.db import migrations

RULES = [f"{verb}_rules" for verb in ("view", "add", "change", "delete")]


def permit(apps, schema_editor):
    """Leads write the community rules and publish them. Permissions normally come after all migrations; theirs are
    needed now."""
    config = apps.get_app_config("community")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    leads, _created = Group.objects.get_or_create(name="leads")
    leads.permissions.add(*Permission.objects.filter(content_type__app_label="community", codename__in=RULES))


class Migration(migrations.Migration):
    dependencies = [("community", "0016_member_title")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
