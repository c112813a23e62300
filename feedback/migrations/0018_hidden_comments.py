from django.db import migrations, models

WHY = [
    ("channel", "everything in this channel is looked at first"),
    ("newcomer", "from a new member"),
    ("nameless", "said without a name"),
    ("hasty", "sent faster than people type"),
    ("trap", "filled in a field that people do not see"),
    ("word", "holds a word that is looked at first"),
    ("link", "a link from a new member"),
]


class Migration(migrations.Migration):
    dependencies = [("feedback", "0017_talk")]
    operations = [
        migrations.AddField(
            model_name="comment",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="approval",
            name="why",
            field=models.CharField(choices=WHY, max_length=10, verbose_name="why it waits"),
        ),
    ]
