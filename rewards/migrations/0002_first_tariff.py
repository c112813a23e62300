from django.contrib.auth.management import create_permissions
from django.db import migrations

LEADS = [
    *("view_account", "view_entry", "view_ledgerproof", "view_rule", "change_rule", "view_bank", "change_bank"),
    *("view_adjustment", "add_adjustment", "approve_adjustment"),
]


def start(apps, schema_editor):
    """What the talk is worth, the bank's settings, and who may see to it: permissions normally come after all
    migrations, and leads need theirs now."""
    apps.get_model("rewards", "Rule").objects.create(reason="answer_accepted", points=5, daily_cap=20, monthly_cap=200)
    apps.get_model("rewards", "Bank").objects.create(pk=1)
    config = apps.get_app_config("rewards")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group, _created = Group.objects.get_or_create(name="leads")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="rewards", codename__in=LEADS))


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_initial")]
    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
