from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goals", "0001_first")]

    operations = [migrations.AddField("plan", "saved_at", models.DateTimeField(null=True))]
