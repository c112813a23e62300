import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def as_said(apps, schema_editor):
    apps.get_model("feedback", "Feedback").objects.update(received_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("feedback", "0005_home_wanted")]

    operations = [
        migrations.AddField(
            model_name="feedback",
            name="received_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="received at"),
        ),
        migrations.RunPython(as_said, migrations.RunPython.noop),
    ]
