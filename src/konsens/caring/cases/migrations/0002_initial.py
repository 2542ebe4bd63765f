import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        ("topics", "0001_initial"),
        ("voices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="answertemplate",
            name="controller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="answertemplate",
            name="topic",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="topics.topic"
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="caretaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="places.area"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="contributions",
            field=models.ManyToManyField(related_name="cases", to="voices.contribution"),
        ),
        migrations.AddField(
            model_name="case",
            name="controller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="leads", to="voices.contribution"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="topic",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="topics.topic",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="councilstep",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="council_steps", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="author",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="replaced_by",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaces",
                to="cases.promise",
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="caretaker",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="controller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="routes", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="topic",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="topics.topic"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="verdicts", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="answertemplate",
            constraint=models.UniqueConstraint(
                fields=("controller", "title"), name="an_answer_template_has_its_own_title"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["controller", "prominence", "-received_at", "-id"], name="newest_cases"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["controller", "prominence", "topic", "-received_at", "-id", "area", "state"],
                name="newest_of_a_topic",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["controller", "prominence", "area", "-received_at", "-id", "topic", "state"],
                name="newest_in_an_area",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["controller", "prominence", "state", "-received_at", "-id"], name="newest_in_a_state"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["controller", "prominence", "-support_count", "-id"], name="most_supported"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["controller", "prominence", "cell"], name="cases_near_a_point"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("asked_at", None), ("state", "closed")),
                fields=["closed_at"],
                name="whom_to_ask",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "state"], name="the_cases_of_an_office"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("outcome_text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_closed_case_says_its_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "closed"), ("outcome", ""), _connector="OR"),
                name="an_open_case_has_no_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "not_possible"), _negated=True),
                    models.Q(("outcome_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_is_not_possible_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "handed_over"), _negated=True),
                    models.Q(("handed_to", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_was_handed_over_has_a_receiver",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("outcome", "duplicate")),
                    models.Q(models.Q(("outcome", "duplicate"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="a_duplicate_says_of_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="no_case_is_its_own_duplicate",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="a_closed_case_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waiting"), _negated=True),
                    models.Q(models.Q(("waiting_for", ""), _negated=True), ("waiting_until__isnull", False)),
                    _connector="OR",
                ),
                name="a_waiting_case_says_for_what_and_until_when",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(condition=models.Q(("ends", None)), fields=["caretaker"], name="whose_cases"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends", None)),
                fields=("case",),
                name="a_case_has_one_caretaker_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends", None), ("ends__gte", models.F("starts")), _connector="OR"),
                name="a_caretaker_ends_after_starting",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", ""), ("decided_on", None)),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_decision_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("implemented_on", None), models.Q(("decision", ""), _negated=True), _connector="OR"
                ),
                name="only_a_decision_is_implemented",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["case", "at"], name="the_notes_of_a_case"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_note_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_resident", False), ("audience", "internal"), _connector="OR"),
                name="what_a_resident_writes_to_the_team_stays_there",
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("kept_at", None)),
                fields=["due"],
                name="which_dates_are_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_by", None), models.Q(("replaced_because", ""), _negated=True), _connector="OR"
                ),
                name="a_moved_date_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaced_by", None), ("ended_at__isnull", False), _connector="OR"),
                name="a_moved_date_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("kept_at", None)),
                fields=("case", "kind"),
                name="a_case_has_one_open_date_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                condition=models.Q(("area", None), ("topic", None)),
                fields=("controller",),
                name="a_controller_has_one_route_for_everything_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                fields=("controller", "area", "topic"), name="a_place_and_a_topic_have_one_route"
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                condition=models.Q(("topic", None)),
                fields=("controller", "area"),
                name="a_place_has_one_route",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                condition=models.Q(("area", None)),
                fields=("controller", "topic"),
                name="a_topic_has_one_route",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                fields=("case", "person", "closed_at"), name="a_person_answers_once_per_closing"
            ),
        ),
    ]
