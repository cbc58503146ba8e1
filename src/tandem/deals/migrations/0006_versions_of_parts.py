from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0005_what_deleted_deals_count_for"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="dealline",
            options={"ordering": ["deal", "position", "pk"], "verbose_name": "product of the deal"},
        ),
        migrations.AddField(
            model_name="dealline",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="lostreason",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
