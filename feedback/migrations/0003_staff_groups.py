from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATORS = [
    ("feedback", "view_feedback"),
    ("feedback", "triage_feedback"),
    ("feedback", "view_fixnote"),
    ("feedback", "add_fixnote"),
    ("feedback", "change_fixnote"),
    ("feedback", "publish_fixnote"),
    ("feedback", "import_feedback"),
    ("feedback", "view_comment"),
    ("feedback", "delete_comment"),
    ("feedback", "view_progressentry"),
    ("community", "view_delivery"),
    ("community", "change_delivery"),
]
LEADS = [
    *MODERATORS,
    *[
        (app, f"{verb}_{model}")
        for app, model in (("feedback", "category"), ("community", "interestgroup"), ("community", "membership"))
        for verb in ("view", "add", "change")
    ],
    ("feedback", "view_channel"),
    ("feedback", "change_channel"),
    ("community", "view_community"),
    ("community", "change_community"),
    ("community", "view_member"),
    ("community", "view_auditentry"),
]


def add_groups(apps, schema_editor):
    """Permissions normally come after all migrations; the groups need theirs now."""
    for label in ("community", "feedback"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, wanted in (("moderators", MODERATORS), ("leads", LEADS)):
        group, _created = Group.objects.get_or_create(name=name)
        for label, codename in wanted:
            group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0002_channels"),
        ("community", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(add_groups, migrations.RunPython.noop)]
