from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {"moderators": ["change_post"], "leads": ["change_post", "announce_post"]}


def permit(apps, schema_editor):
    """The team looks after what is said anywhere; its leads may also announce to the whole community."""
    config = apps.get_app_config("posts")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in MAY.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="posts", codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
