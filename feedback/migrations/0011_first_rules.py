from django.contrib.auth.management import create_permissions
from django.db import migrations

# Name, reasons for alarm, severity at least.
RULES = [
    ("有危险、钱不对、东西丢了", "danger,money,loss", 1),
    ("说到法律、正卡着", "law,stuck", 2),
]
LEADS = [f"{verb}_routingrule" for verb in ("view", "add", "change", "delete")]


def add_rules(apps, schema_editor):
    """What alarms is urgent or serious from the first minute, and whoever is on duty hears of it."""
    RoutingRule = apps.get_model("feedback", "RoutingRule")
    for position, (name, alarms, severity) in enumerate(RULES, 1):
        RoutingRule.objects.get_or_create(
            name=name,
            defaults={"position": position, "alarms": alarms, "set_severity": severity, "tells_duty": True},
        )


def permit(apps, schema_editor):
    config = apps.get_app_config("feedback")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group, _created = Group.objects.get_or_create(name="leads")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="feedback", codename__in=LEADS))


class Migration(migrations.Migration):
    dependencies = [("feedback", "0010_readings_and_rules")]
    operations = [
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
