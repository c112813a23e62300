from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("community", "0010_talk_mail"),
    ]

    operations = [
        migrations.AlterField(
            model_name='mailchoice',
            name='kind',
            field=models.CharField(choices=[('answers', 'Answers to what I said'), ('progress', 'Progress of what I follow'), ('comments', 'Comments on what I follow'), ('ratings', 'Asking whether a fix helped'), ('talk', 'Conversations I am part of'), ('groups', 'Announcements in my groups'), ('announcements', 'Announcements'), ('duties', 'What falls to me at the desk')], max_length=20, verbose_name='kind'),
        ),
    ]
