import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import tandem.core.amounts


class Migration(migrations.Migration):
    """Limits across the teams of a plan."""

    dependencies = [
        ("goals", "0006_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("least", tandem.core.amounts.AmountField(blank=True, null=True, verbose_name="at least")),
                ("most", tandem.core.amounts.AmountField(blank=True, null=True, verbose_name="at most")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="limits", to="goals.plan"
                    ),
                ),
                ("targets", models.ManyToManyField(related_name="+", to="goals.target")),
            ],
            options={
                "verbose_name": "limit",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("plan"),
                        django.db.models.functions.text.Lower("name"),
                        name="limit_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least__isnull", False), ("most__isnull", False), _connector="OR"
                        ),
                        name="limit_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least__isnull", True),
                            ("most__isnull", True),
                            ("least__lte", models.F("most")),
                            _connector="OR",
                        ),
                        name="limit_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("least__isnull", True), ("least__gte", 0), _connector="OR"),
                            models.Q(("most__isnull", True), ("most__gte", 0), _connector="OR"),
                        ),
                        name="limit_not_negative",
                    ),
                ],
            },
        ),
    ]
