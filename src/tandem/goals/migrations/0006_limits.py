from django.db import migrations, models
from django.db.models import Q

import tandem.core.money


class Migration(migrations.Migration):
    """Limits of a plan. Drafts that are there keep the figures they have: their splits count everybody in full."""

    dependencies = [("goals", "0005_run_entry")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="most_change",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="most change on last year"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="counts_days",
            field=models.BooleanField(default=False, verbose_name="counts days away and ramp"),
        ),
        migrations.AlterField(
            model_name="plan",
            name="counts_days",
            field=models.BooleanField(default=True, verbose_name="counts days away and ramp"),
        ),
        migrations.AddField(
            model_name="target", name="cap", field=tandem.core.money.AmountField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=Q(most_change__isnull=True) | Q(most_change__gt=0), name="plan_most_change"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gte=0, team__isnull=False), name="target_cap_of_team"
            ),
        ),
    ]
