from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goals", "0004_chances")]

    operations = [
        migrations.AddField(model_name="run", name="entry_id", field=models.BigIntegerField(null=True)),
    ]
