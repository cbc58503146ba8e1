from django.conf import settings
from django.db import migrations, models

ALIVE = models.Q(deleted_at__isnull=True)
OPEN = models.Q(state="open", deleted_at__isnull=True)
WON = models.Q(state="won", deleted_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0003_win_chances"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["team", "closed_on", "credited_to", "booked_amount"],
                name="deal_team_won",
                condition=WON,
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["credited_to", "closed_on", "team", "booked_amount"],
                name="deal_credited_won",
                condition=WON,
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["team", "state", "closes_on", "id", "created_at"],
                name="deal_team_state",
                condition=ALIVE,
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=[
                    "team",
                    "owner",
                    "currency",
                    "closes_on",
                    "usual_until_on",
                    "amount",
                    "next_step",
                    "id",
                ],
                name="deal_team_open",
                condition=OPEN,
            ),
        ),
        migrations.AddIndex(
            model_name="datepush",
            index=models.Index(fields=["was_on", "at", "now_on", "deal"], name="date_push_moved"),
        ),
        migrations.RemoveIndex(model_name="datepush", name="date_push_was"),
        migrations.RemoveIndex(model_name="deal", name="deal_team_booked"),
        migrations.RemoveIndex(model_name="deal", name="deal_credited_booked"),
        migrations.RemoveIndex(model_name="deal", name="deal_team_closes"),
    ]
