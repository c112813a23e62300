from django.db import migrations

CHANNELS = [
    ("board", "反馈板块", "Board"),
    ("anonymous", "匿名反馈", "Anonymous"),
    ("widget", "应用内按钮", "In-app button"),
    ("bot", "聊天机器人", "Chatbot"),
    ("survey", "问卷", "Survey"),
    ("session", "反馈会", "Feedback session"),
    ("phone", "电话回访", "Phone"),
    ("mail", "邮件", "E-mail"),
    ("social", "社交媒体", "Social media"),
    ("interview", "线下访谈", "Interview"),
    ("help", "帮助中心", "Help centre"),
]


def add_channels(apps, schema_editor):
    """The eleven ways in are part of the contract: their addresses never change, their names may."""
    Channel = apps.get_model("feedback", "Channel")
    for position, (slug, name, name_en) in enumerate(CHANNELS):
        Channel.objects.get_or_create(
            slug=slug, defaults={"kind": slug, "name": name, "name_en": name_en, "position": position}
        )
    Category = apps.get_model("feedback", "Category")
    Category.objects.get_or_create(slug="other", defaults={"name": "其他", "name_en": "Other", "position": 99})


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]
    operations = [migrations.RunPython(add_channels, migrations.RunPython.noop)]
