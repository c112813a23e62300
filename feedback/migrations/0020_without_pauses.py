from django.db import migrations


def forget_permissions(apps, schema_editor):
    """What nobody can do any more is taken from the groups with the table."""
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="feedback", content_type__model="submitblock"
    ).delete()
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="feedback", model="submitblock").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0019_pauses_as_sanctions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(forget_permissions, migrations.RunPython.noop),
        migrations.DeleteModel(name="SubmitBlock"),
    ]
