from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("posts", "0002_who_may"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="told_up_to",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
    ]
