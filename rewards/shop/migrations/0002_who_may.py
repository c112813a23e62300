from django.contrib.auth.management import create_permissions
from django.db import migrations

LEADS = [
    *("view_item", "add_item", "change_item"),
    *("view_packpart", "add_packpart", "change_packpart", "delete_packpart"),
    *("view_redemption", "cancel_redemption", "view_coupon", "verify_coupon"),
    *("view_campaign", "add_campaign", "change_campaign", "delete_campaign"),
]
# Who stands at the counter needs no tables.
MODERATORS = ["verify_coupon"]


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; staff need theirs now."""
    config = apps.get_app_config("shop")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, names in (("leads", LEADS), ("moderators", MODERATORS)):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="shop", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
