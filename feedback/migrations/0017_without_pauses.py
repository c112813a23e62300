from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feedback", "0017_pauses_as_sanctions")]
    operations = [migrations.DeleteModel(name="SubmitBlock")]
