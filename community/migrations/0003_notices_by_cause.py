from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0002_search_index'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['cause_key'], name='notification_cause'),
        ),
    ]
