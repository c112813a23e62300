from django.db import migrations

# Which of the rules stands behind each reason for not publishing, and its words.
REASONS = {
    "spam": ("spam", "这是广告，或者不是说给我们的。"),
    "private": ("private", "里面点了别人的名字，或露出了隐私。"),
    "hurtful": ("harassment", "话里伤到了人。就事论事再说一遍，我们会受理。"),
    "empty": ("other", "我们没看明白说的是什么。"),
}


def carry_over(apps, schema_editor):
    """Each pause becomes a sanction of that kind, with its times; may run twice."""
    SubmitBlock = apps.get_model("feedback", "SubmitBlock")
    Sanction = apps.get_model("moderation", "Sanction")
    for pause in SubmitBlock.objects.iterator():
        reason, words = REASONS.get(pause.reason, ("other", ""))
        Sanction.objects.get_or_create(
            member_id=pause.member_id,
            kind="pause",
            lifted_at=None,
            defaults={
                "starts_at": pause.created_at,
                "until": pause.until,
                "reason": reason,
                "words": words,
                "by_id": pause.blocked_by_id,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0018_hidden_comments"), ("moderation", "0002_permissions")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
