from django.db import migrations

# reason, points, at most a day, at most a month
TARIFF = [("session_survey_answered", 2, 4, 20)]


def add_rules(apps, schema_editor):
    Rule = apps.get_model("rewards", "Rule")
    for reason, points, day, month in TARIFF:
        Rule.objects.get_or_create(
            reason=reason, defaults={"points": points, "daily_cap": day, "monthly_cap": month}
        )


class Migration(migrations.Migration):
    dependencies = [("minutes", "0001_initial"), ("rewards", "0002_first_tariff")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
