from datetime import UTC, datetime

from django.db import migrations, models

NEVER_WAS = datetime(1970, 1, 1, tzinfo=UTC)


def tell_undone_imports_apart(apps, schema_editor):
    """Deals that went with an undone import, and that nobody brought back since, count in no period."""
    deals, lines, entries = (
        apps.get_model(*name).objects
        for name in (("deals", "Deal"), ("core", "ImportLine"), ("authority", "Entry"))
    )
    about = {"about": "deals.deal"}
    undone = lines.filter(trial=False, outcome="created", undone=True, **about).values("about_id")
    back = entries.filter(
        models.Q(verb="deals.delete", undoes__isnull=False) | models.Q(verb="deals.restore")
    )
    gone = deals.filter(deleted_at__isnull=False, pk__in=undone)
    gone.exclude(pk__in=back.filter(**about).values("about_id")).update(deleted_at=NEVER_WAS)


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0004_cover_what_teams_add_up"),
        ("authority", "0002_organization_version"),
        ("core", "0007_custom_fields"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["deleted_at", "closed_on"],
                name="deal_gone",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ),
        migrations.RunPython(tell_undone_imports_apart, migrations.RunPython.noop),
    ]
