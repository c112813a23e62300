from django.db import migrations

# reason, points, at most a day, at most a month
TARIFF = [
    ("feedback_accepted", 10, 30, 300),
    ("feedback_fixed", 20, None, 400),
    ("feedback_duplicate", 2, 6, 40),
    ("first_reporter", 10, None, 100),
    ("test_reported", 10, 30, 200),
]


def add_rules(apps, schema_editor):
    Rule = apps.get_model("rewards", "Rule")
    for reason, points, day, month in TARIFF:
        Rule.objects.get_or_create(
            reason=reason, defaults={"points": points, "daily_cap": day, "monthly_cap": month}
        )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0022_hidden_reports"), ("rewards", "0002_first_tariff")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
