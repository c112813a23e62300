from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0004_staff_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='community',
            name='new_until_days',
            field=models.PositiveSmallIntegerField(default=0, help_text='0: the days do not matter.', verbose_name='new for so many days'),
        ),
        migrations.AddField(
            model_name='community',
            name='new_until_items',
            field=models.PositiveSmallIntegerField(default=2, help_text='0: the number does not matter.', verbose_name='new until so many items were published'),
        ),
    ]
