from django.db import migrations


def give_recipients(apps, _schema_editor):
    """Check-ins that were planned before recipients had rows of their own."""
    check_in_model = apps.get_model("followup", "CheckIn")
    recipient_model = apps.get_model("followup", "Recipient")
    course_model = apps.get_model("followup", "Course")
    story = "commitment__solution__problem__workshop"
    for check_in in check_in_model.objects.select_related(story):
        commitment = check_in.commitment
        workshop = commitment.solution.problem.workshop
        is_lead = check_in.part == "lead"
        email = commitment.lead_email if is_lead else commitment.partner_email
        recipient, _made = recipient_model.objects.get_or_create(
            organisation_id=workshop.organisation_id,
            email=email.lower(),
            defaults={
                "name": commitment.lead if is_lead else commitment.partner,
                "language": "en",
                "next_mail_at": check_in.next_try_at,
                "failed_at": check_in.failed_at,
                "trouble": check_in.trouble,
            },
        )
        check_in.recipient, check_in.workshop = recipient, workshop
        check_in.save(update_fields=["recipient", "workshop"])
        course_model.objects.get_or_create(commitment=commitment)


class Migration(migrations.Migration):
    dependencies = [("followup", "0004_schedule")]

    operations = [migrations.RunPython(give_recipients, migrations.RunPython.noop)]
