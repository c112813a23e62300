from django.db import migrations

# reason, points, at most a day, at most a month
TARIFF = [("session_attended", 20, 40, 100)]


def add_rules(apps, schema_editor):
    Rule = apps.get_model("rewards", "Rule")
    for reason, points, day, month in TARIFF:
        Rule.objects.get_or_create(
            reason=reason, defaults={"points": points, "daily_cap": day, "monthly_cap": month}
        )


class Migration(migrations.Migration):
    dependencies = [("events", "0002_who_may"), ("rewards", "0002_first_tariff")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
