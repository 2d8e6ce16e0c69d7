CREATE TABLE "absence" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "document_number" TEXT,
  "recorded_from" TEXT NOT NULL,
  "recorded_to" TEXT,
  CONSTRAINT "absence_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "absence_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "absence_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "absence_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "absence_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "absence_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "absence_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "absence_recorded_from_check" CHECK (recorded_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "absence_recorded_to_check" CHECK (recorded_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "absence_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "absence_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "absence_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "absence_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "agency" (
  "id" TEXT NOT NULL,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL,
  "approval_route" TEXT NOT NULL,
  "opens_acting" INTEGER NOT NULL,
  "exempt_statuses" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "agency_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "agency_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "agency_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "agency_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "agency_time_zone_check" CHECK (length(time_zone) <= 64),
  CONSTRAINT "agency_opens_acting_check" CHECK (opens_acting IN (0, 1)),
  CONSTRAINT "agency_version_check" CHECK (version >= 1)
) STRICT;

CREATE TABLE "appraisal" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "cycle_id" TEXT NOT NULL,
  "plan_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  "opening_revision_id" TEXT NOT NULL,
  "revision_id" TEXT,
  "appraiser_id" TEXT,
  "approver_id" TEXT,
  "route" TEXT,
  "absence_submitter_id" TEXT,
  "resubmit_to" TEXT,
  "delivered_at" TEXT,
  "voided_at" TEXT,
  "void_kind" TEXT,
  "supersedes_id" TEXT,
  "superseded_at" TEXT,
  "self_appraisal" TEXT,
  "recommendation" TEXT,
  "result_rating" TEXT,
  "behaviour_rating" TEXT,
  "predicate" TEXT,
  CONSTRAINT "appraisal_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "appraisal_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_cycle_id_check" CHECK (length(cycle_id) = 36 AND cycle_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "appraisal_version_check" CHECK (version >= 1),
  CONSTRAINT "appraisal_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_opening_revision_id_check" CHECK (length(opening_revision_id) = 36 AND opening_revision_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_revision_id_check" CHECK (length(revision_id) = 36 AND revision_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_appraiser_id_check" CHECK (length(appraiser_id) = 36 AND appraiser_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_approver_id_check" CHECK (length(approver_id) = 36 AND approver_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_absence_submitter_id_check" CHECK (length(absence_submitter_id) = 36 AND absence_submitter_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_resubmit_to_check" CHECK (resubmit_to IS date(resubmit_to, '+0 days')),
  CONSTRAINT "appraisal_delivered_at_check" CHECK (delivered_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_voided_at_check" CHECK (voided_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_supersedes_id_check" CHECK (length(supersedes_id) = 36 AND supersedes_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_superseded_at_check" CHECK (superseded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_self_appraisal_check" CHECK (length(self_appraisal) <= 4000),
  CONSTRAINT "appraisal_recommendation_check" CHECK (length(recommendation) <= 4000),
  CONSTRAINT "appraisal_rule_revision_pinned_check" CHECK ((state = 'DRAFT') = (revision_id IS NULL)),
  CONSTRAINT "appraisal_rule_appraiser_pinned_check" CHECK ((state IN ('REVIEWED', 'APPROVED')) = (appraiser_id IS NOT NULL)),
  CONSTRAINT "appraisal_rule_rated_check" CHECK (state NOT IN ('REVIEWED', 'APPROVED') OR predicate IS NOT NULL),
  CONSTRAINT "appraisal_rule_predicate_check" CHECK ((predicate IS NULL) = (result_rating IS NULL OR behaviour_rating IS NULL)),
  CONSTRAINT "appraisal_rule_route_pinned_check" CHECK ((state = 'APPROVED') = (route IS NOT NULL)),
  CONSTRAINT "appraisal_rule_delivered_check" CHECK ((state = 'APPROVED') = (delivered_at IS NOT NULL)),
  CONSTRAINT "appraisal_rule_approver_pinned_check" CHECK ((route IS NULL OR route <> 'SUPERIOR') OR approver_id IS NOT NULL),
  CONSTRAINT "appraisal_rule_approver_early_check" CHECK (state = 'APPROVED' OR approver_id IS NULL),
  CONSTRAINT "appraisal_rule_void_check" CHECK ((voided_at IS NULL) = (void_kind IS NULL)),
  CONSTRAINT "appraisal_rule_void_early_check" CHECK (voided_at IS NULL OR state IN ('DRAFT', 'SUBMITTED')),
  CONSTRAINT "appraisal_rule_superseded_check" CHECK (superseded_at IS NULL OR state = 'APPROVED'),
  CONSTRAINT "appraisal_rule_supersedes_check" CHECK (supersedes_id IS NULL OR supersedes_id <> id),
  CONSTRAINT "appraisal_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "appraisal_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id"),
  CONSTRAINT "appraisal_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id"),
  CONSTRAINT "appraisal_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "appraisal_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "appraisal_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "appraisal_opening_revision_id_fkey" FOREIGN KEY ("agency_id", "opening_revision_id") REFERENCES "plan_revision" ("agency_id", "id"),
  CONSTRAINT "appraisal_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id"),
  CONSTRAINT "appraisal_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "appraisal_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "appraisal_absence_submitter_id_fkey" FOREIGN KEY ("agency_id", "absence_submitter_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "appraisal_supersedes_id_fkey" FOREIGN KEY ("agency_id", "supersedes_id") REFERENCES "appraisal" ("agency_id", "id")
) STRICT;

CREATE TABLE "appraisal_cycle" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "starts_on" TEXT NOT NULL,
  "ends_on" TEXT NOT NULL,
  "submission_from" TEXT NOT NULL,
  "submission_to" TEXT NOT NULL,
  "decision_to" TEXT NOT NULL,
  "population" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "opened_at" TEXT,
  "closed_at" TEXT,
  "updated_at" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "appraisal_cycle_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "appraisal_cycle_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_cycle_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "appraisal_cycle_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "appraisal_cycle_starts_on_check" CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT "appraisal_cycle_ends_on_check" CHECK (ends_on IS date(ends_on, '+0 days')),
  CONSTRAINT "appraisal_cycle_submission_from_check" CHECK (submission_from IS date(submission_from, '+0 days')),
  CONSTRAINT "appraisal_cycle_submission_to_check" CHECK (submission_to IS date(submission_to, '+0 days')),
  CONSTRAINT "appraisal_cycle_decision_to_check" CHECK (decision_to IS date(decision_to, '+0 days')),
  CONSTRAINT "appraisal_cycle_opened_at_check" CHECK (opened_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_cycle_closed_at_check" CHECK (closed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_cycle_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "appraisal_cycle_version_check" CHECK (version >= 1),
  CONSTRAINT "appraisal_cycle_rule_period_check" CHECK (starts_on < ends_on),
  CONSTRAINT "appraisal_cycle_rule_windows_check" CHECK (submission_from < submission_to AND submission_to <= decision_to),
  CONSTRAINT "appraisal_cycle_rule_opened_check" CHECK (state = 'PLANNED' OR opened_at IS NOT NULL),
  CONSTRAINT "appraisal_cycle_rule_closed_check" CHECK (state <> 'CLOSED' OR closed_at IS NOT NULL),
  CONSTRAINT "appraisal_cycle_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id")
) STRICT;

CREATE TABLE "assignment" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "position_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "document_number" TEXT,
  "recorded_from" TEXT NOT NULL,
  "recorded_to" TEXT,
  CONSTRAINT "assignment_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "assignment_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "assignment_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "assignment_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "assignment_position_id_check" CHECK (length(position_id) = 36 AND position_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "assignment_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "assignment_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "assignment_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "assignment_recorded_from_check" CHECK (recorded_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "assignment_recorded_to_check" CHECK (recorded_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "assignment_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "assignment_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "assignment_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "assignment_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "assignment_position_id_fkey" FOREIGN KEY ("agency_id", "position_id") REFERENCES "position" ("agency_id", "id")
) STRICT;

CREATE TABLE "behaviour_expectation" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "revision_id" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  CONSTRAINT "behaviour_expectation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "behaviour_expectation_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "behaviour_expectation_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "behaviour_expectation_revision_id_check" CHECK (length(revision_id) = 36 AND revision_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "behaviour_expectation_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "behaviour_expectation_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "behaviour_expectation_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id")
) STRICT;

CREATE TABLE "employee" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "person_id" TEXT NOT NULL,
  "code" TEXT,
  "name" TEXT NOT NULL,
  "email" TEXT,
  "employment_type" TEXT NOT NULL,
  "siasn_id" TEXT,
  "version" INTEGER NOT NULL,
  CONSTRAINT "employee_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "employee_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_person_id_check" CHECK (length(person_id) = 36 AND person_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "employee_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "employee_email_check" CHECK (length(email) <= 254),
  CONSTRAINT "employee_siasn_id_check" CHECK (length(siasn_id) <= 64),
  CONSTRAINT "employee_version_check" CHECK (version >= 1),
  CONSTRAINT "employee_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "employee_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id")
) STRICT;

CREATE TABLE "employee_grade" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "grade" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "recorded_from" TEXT NOT NULL,
  "recorded_to" TEXT,
  CONSTRAINT "employee_grade_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "employee_grade_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_grade_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_grade_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_grade_grade_check" CHECK (length(grade) <= 64),
  CONSTRAINT "employee_grade_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "employee_grade_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "employee_grade_recorded_from_check" CHECK (recorded_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "employee_grade_recorded_to_check" CHECK (recorded_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "employee_grade_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "employee_grade_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "employee_grade_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "employee_grade_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "event" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "at" TEXT NOT NULL,
  "subject_type" TEXT NOT NULL,
  "subject_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "action" TEXT NOT NULL,
  "from_state" TEXT,
  "to_state" TEXT,
  "actor_kind" TEXT NOT NULL,
  "actor_id" TEXT,
  "actor_assignment_id" TEXT,
  "unit_id" TEXT,
  "changed_fields" TEXT NOT NULL,
  "request_id" TEXT NOT NULL,
  "definition" TEXT,
  "canonical" TEXT NOT NULL,
  CONSTRAINT "event_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "event_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_at_check" CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "event_subject_id_check" CHECK (length(subject_id) = 36 AND subject_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_version_check" CHECK (version >= 1),
  CONSTRAINT "event_from_state_check" CHECK (length(from_state) <= 64),
  CONSTRAINT "event_to_state_check" CHECK (length(to_state) <= 64),
  CONSTRAINT "event_actor_id_check" CHECK (length(actor_id) = 36 AND actor_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_actor_assignment_id_check" CHECK (length(actor_assignment_id) = 36 AND actor_assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_changed_fields_check" CHECK (length(changed_fields) <= 4000),
  CONSTRAINT "event_request_id_check" CHECK (length(request_id) <= 200),
  CONSTRAINT "event_definition_check" CHECK (length(definition) <= 64),
  CONSTRAINT "event_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "event_actor_id_fkey" FOREIGN KEY ("agency_id", "actor_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "event_value" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "event_id" TEXT NOT NULL,
  "slot" TEXT NOT NULL,
  "salt" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  CONSTRAINT "event_value_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "event_value_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_value_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_value_event_id_check" CHECK (length(event_id) = 36 AND event_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "event_value_slot_check" CHECK (length(slot) <= 400),
  CONSTRAINT "event_value_salt_check" CHECK (length(salt) <= 32),
  CONSTRAINT "event_value_rule_salt_check" CHECK (length(salt) = 32),
  CONSTRAINT "event_value_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "event_value_event_id_fkey" FOREIGN KEY ("agency_id", "event_id") REFERENCES "event" ("agency_id", "id")
) STRICT;

CREATE TABLE "extension" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "cycle_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "scope" TEXT NOT NULL,
  "unit_id" TEXT,
  "appraisal_id" TEXT,
  "until" TEXT NOT NULL,
  "granted_by_id" TEXT NOT NULL,
  "granted_at" TEXT NOT NULL,
  CONSTRAINT "extension_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "extension_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "extension_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "extension_cycle_id_check" CHECK (length(cycle_id) = 36 AND cycle_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "extension_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "extension_appraisal_id_check" CHECK (length(appraisal_id) = 36 AND appraisal_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "extension_until_check" CHECK (until IS date(until, '+0 days')),
  CONSTRAINT "extension_granted_by_id_check" CHECK (length(granted_by_id) = 36 AND granted_by_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "extension_granted_at_check" CHECK (granted_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "extension_rule_unit_check" CHECK ((scope = 'UNIT') = (unit_id IS NOT NULL)),
  CONSTRAINT "extension_rule_appraisal_check" CHECK ((scope = 'APPRAISAL') = (appraisal_id IS NOT NULL)),
  CONSTRAINT "extension_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "extension_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id"),
  CONSTRAINT "extension_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "extension_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id"),
  CONSTRAINT "extension_granted_by_id_fkey" FOREIGN KEY ("agency_id", "granted_by_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "feedback" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "appraisal_id" TEXT NOT NULL,
  "about" TEXT NOT NULL,
  "lineage_id" TEXT,
  "value" TEXT,
  "text" TEXT NOT NULL,
  CONSTRAINT "feedback_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "feedback_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_appraisal_id_check" CHECK (length(appraisal_id) = 36 AND appraisal_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_lineage_id_check" CHECK (length(lineage_id) = 36 AND lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "feedback_rule_about_check" CHECK ((about IN ('RESULT', 'INDICATOR')) = (lineage_id IS NOT NULL) AND (about = 'VALUE') = (value IS NOT NULL)),
  CONSTRAINT "feedback_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "feedback_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id")
) STRICT;

CREATE TABLE "hand_set_line" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "appraiser_id" TEXT NOT NULL,
  "approver_id" TEXT,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "document_number" TEXT NOT NULL,
  "recorded_from" TEXT NOT NULL,
  "recorded_to" TEXT,
  CONSTRAINT "hand_set_line_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "hand_set_line_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "hand_set_line_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "hand_set_line_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "hand_set_line_appraiser_id_check" CHECK (length(appraiser_id) = 36 AND appraiser_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "hand_set_line_approver_id_check" CHECK (length(approver_id) = 36 AND approver_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "hand_set_line_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "hand_set_line_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "hand_set_line_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "hand_set_line_recorded_from_check" CHECK (recorded_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "hand_set_line_recorded_to_check" CHECK (recorded_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "hand_set_line_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "hand_set_line_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "hand_set_line_rule_two_people_check" CHECK (approver_id IS NULL OR approver_id <> appraiser_id),
  CONSTRAINT "hand_set_line_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "hand_set_line_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "hand_set_line_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "hand_set_line_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "holiday" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "day" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  CONSTRAINT "holiday_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "holiday_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "holiday_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "holiday_day_check" CHECK (day IS date(day, '+0 days')),
  CONSTRAINT "holiday_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "holiday_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id")
) STRICT;

CREATE TABLE "idempotency_record" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "person_id" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "item" TEXT NOT NULL,
  "digest" TEXT NOT NULL,
  "event_id" TEXT NOT NULL,
  "at" TEXT NOT NULL,
  CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "idempotency_record_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "idempotency_record_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "idempotency_record_person_id_check" CHECK (length(person_id) = 36 AND person_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "idempotency_record_key_check" CHECK (length(key) <= 200),
  CONSTRAINT "idempotency_record_item_check" CHECK (length(item) <= 200),
  CONSTRAINT "idempotency_record_digest_check" CHECK (length(digest) <= 64),
  CONSTRAINT "idempotency_record_event_id_check" CHECK (length(event_id) = 36 AND event_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "idempotency_record_at_check" CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "idempotency_record_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "idempotency_record_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
  CONSTRAINT "idempotency_record_event_id_fkey" FOREIGN KEY ("agency_id", "event_id") REFERENCES "event" ("agency_id", "id")
) STRICT;

CREATE TABLE "identity" (
  "id" TEXT NOT NULL,
  "issuer" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "person_id" TEXT NOT NULL,
  CONSTRAINT "identity_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "identity_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "identity_issuer_check" CHECK (length(issuer) <= 400),
  CONSTRAINT "identity_subject_check" CHECK (length(subject) <= 400),
  CONSTRAINT "identity_person_id_check" CHECK (length(person_id) = 36 AND person_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id")
) STRICT;

CREATE TABLE "indicator" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "revision_id" TEXT NOT NULL,
  "result_id" TEXT NOT NULL,
  "lineage_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "aspect" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "target_text" TEXT,
  "target_value" TEXT,
  "target_high" TEXT,
  "target_unit" TEXT,
  CONSTRAINT "indicator_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "indicator_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "indicator_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "indicator_revision_id_check" CHECK (length(revision_id) = 36 AND revision_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "indicator_result_id_check" CHECK (length(result_id) = 36 AND result_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "indicator_lineage_id_check" CHECK (length(lineage_id) = 36 AND lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "indicator_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "indicator_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "indicator_target_text_check" CHECK (length(target_text) <= 200),
  CONSTRAINT "indicator_target_value_check" CHECK (target_value GLOB '*[0-9].[0-9][0-9][0-9][0-9]' AND target_value NOT GLOB '*[^0-9.-]*'),
  CONSTRAINT "indicator_target_high_check" CHECK (target_high GLOB '*[0-9].[0-9][0-9][0-9][0-9]' AND target_high NOT GLOB '*[^0-9.-]*'),
  CONSTRAINT "indicator_target_unit_check" CHECK (length(target_unit) <= 60),
  CONSTRAINT "indicator_rule_target_check" CHECK (target_value IS NOT NULL OR target_text IS NOT NULL),
  CONSTRAINT "indicator_rule_range_check" CHECK (target_high IS NULL OR (target_value IS NOT NULL AND CAST(target_value AS NUMERIC) <= CAST(target_high AS NUMERIC))),
  CONSTRAINT "indicator_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "indicator_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id"),
  CONSTRAINT "indicator_result_id_fkey" FOREIGN KEY ("agency_id", "result_id") REFERENCES "planned_result" ("agency_id", "id")
) STRICT;

CREATE TABLE "installation" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  CONSTRAINT "installation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "installation_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "installation_name_check" CHECK (length(name) <= 64)
) STRICT;

CREATE TABLE "legal_status" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "document_number" TEXT,
  "recorded_from" TEXT NOT NULL,
  "recorded_to" TEXT,
  CONSTRAINT "legal_status_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "legal_status_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "legal_status_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "legal_status_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "legal_status_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "legal_status_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "legal_status_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "legal_status_recorded_from_check" CHECK (recorded_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "legal_status_recorded_to_check" CHECK (recorded_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "legal_status_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "legal_status_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "legal_status_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "legal_status_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "opening_job" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "cycle_id" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "position" TEXT,
  "total" INTEGER NOT NULL,
  "done" INTEGER NOT NULL,
  "actor" TEXT NOT NULL,
  "request_id" TEXT NOT NULL,
  "started_at" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  "finished_at" TEXT,
  CONSTRAINT "opening_job_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "opening_job_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_job_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_job_cycle_id_check" CHECK (length(cycle_id) = 36 AND cycle_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_job_position_check" CHECK (length(position) = 36 AND position NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_job_request_id_check" CHECK (length(request_id) <= 200),
  CONSTRAINT "opening_job_started_at_check" CHECK (started_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "opening_job_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "opening_job_finished_at_check" CHECK (finished_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "opening_job_rule_progress_check" CHECK (total >= 0 AND done >= 0 AND done <= total),
  CONSTRAINT "opening_job_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "opening_job_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id")
) STRICT;

CREATE TABLE "opening_result" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "cycle_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "outcome" TEXT NOT NULL,
  "reason" TEXT,
  "appraisal_id" TEXT,
  CONSTRAINT "opening_result_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "opening_result_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_result_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_result_cycle_id_check" CHECK (length(cycle_id) = 36 AND cycle_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_result_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_result_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_result_appraisal_id_check" CHECK (length(appraisal_id) = 36 AND appraisal_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "opening_result_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "opening_result_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id"),
  CONSTRAINT "opening_result_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "opening_result_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "opening_result_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id")
) STRICT;

CREATE TABLE "org_unit" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "org_unit_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "org_unit_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "org_unit_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "org_unit_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "org_unit_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "org_unit_version_check" CHECK (version >= 1),
  CONSTRAINT "org_unit_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id")
) STRICT;

CREATE TABLE "outbox" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "event_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "at" TEXT NOT NULL,
  CONSTRAINT "outbox_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "outbox_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "outbox_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "outbox_event_id_check" CHECK (length(event_id) = 36 AND event_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "outbox_kind_check" CHECK (length(kind) <= 64),
  CONSTRAINT "outbox_at_check" CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "outbox_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "outbox_event_id_fkey" FOREIGN KEY ("agency_id", "event_id") REFERENCES "event" ("agency_id", "id")
) STRICT;

CREATE TABLE "performance_plan" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "year" INTEGER NOT NULL,
  "starts_on" TEXT NOT NULL,
  "ends_on" TEXT NOT NULL,
  "approach" TEXT NOT NULL,
  "origin" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "performance_plan_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "performance_plan_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_plan_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_plan_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_plan_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_plan_starts_on_check" CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT "performance_plan_ends_on_check" CHECK (ends_on IS date(ends_on, '+0 days')),
  CONSTRAINT "performance_plan_version_check" CHECK (version >= 1),
  CONSTRAINT "performance_plan_rule_period_check" CHECK (starts_on < ends_on),
  CONSTRAINT "performance_plan_rule_year_check" CHECK (year BETWEEN 2000 AND 2199),
  CONSTRAINT "performance_plan_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "performance_plan_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "performance_plan_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "person" (
  "id" TEXT NOT NULL,
  "number" TEXT,
  "number_kind" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "person_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "person_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "person_number_check" CHECK (length(number) <= 32),
  CONSTRAINT "person_version_check" CHECK (version >= 1),
  CONSTRAINT "person_rule_number_check" CHECK ((number IS NULL) = (number_kind = 'NONE'))
) STRICT;

CREATE TABLE "plan_revision" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "plan_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "created_at" TEXT NOT NULL,
  CONSTRAINT "plan_revision_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "plan_revision_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_revision_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_revision_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_revision_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "plan_revision_created_at_check" CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "plan_revision_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "plan_revision_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id")
) STRICT;

CREATE TABLE "planned_result" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "revision_id" TEXT NOT NULL,
  "lineage_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "ownership" TEXT NOT NULL,
  "perspective" TEXT,
  "title" TEXT NOT NULL,
  "assigned_by" TEXT,
  CONSTRAINT "planned_result_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "planned_result_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "planned_result_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "planned_result_revision_id_check" CHECK (length(revision_id) = 36 AND revision_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "planned_result_lineage_id_check" CHECK (length(lineage_id) = 36 AND lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "planned_result_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "planned_result_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "planned_result_assigned_by_check" CHECK (length(assigned_by) <= 500),
  CONSTRAINT "planned_result_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "planned_result_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id")
) STRICT;

CREATE TABLE "position" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "functional_level" TEXT,
  "unit_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "position_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "position_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "position_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "position_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "position_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "position_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "position_version_check" CHECK (version >= 1),
  CONSTRAINT "position_rule_functional_level_check" CHECK (functional_level IS NULL OR kind = 'FUNCTIONAL'),
  CONSTRAINT "position_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "position_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "realisation" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "appraisal_id" TEXT NOT NULL,
  "indicator_lineage_id" TEXT NOT NULL,
  "value" TEXT,
  "text" TEXT,
  "data_source" TEXT,
  CONSTRAINT "realisation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "realisation_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "realisation_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "realisation_appraisal_id_check" CHECK (length(appraisal_id) = 36 AND appraisal_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "realisation_indicator_lineage_id_check" CHECK (length(indicator_lineage_id) = 36 AND indicator_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "realisation_value_check" CHECK (value GLOB '*[0-9].[0-9][0-9][0-9][0-9]' AND value NOT GLOB '*[^0-9.-]*'),
  CONSTRAINT "realisation_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "realisation_data_source_check" CHECK (length(data_source) <= 500),
  CONSTRAINT "realisation_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "realisation_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id")
) STRICT;

CREATE TABLE "refused_attempt" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "at" TEXT NOT NULL,
  "subject_type" TEXT NOT NULL,
  "subject_id" TEXT NOT NULL,
  "action" TEXT NOT NULL,
  "actor_id" TEXT NOT NULL,
  "unit_id" TEXT,
  "code" TEXT NOT NULL,
  "reasons" TEXT NOT NULL,
  "request_id" TEXT NOT NULL,
  CONSTRAINT "refused_attempt_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "refused_attempt_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "refused_attempt_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "refused_attempt_at_check" CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "refused_attempt_subject_id_check" CHECK (length(subject_id) = 36 AND subject_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "refused_attempt_actor_id_check" CHECK (length(actor_id) = 36 AND actor_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "refused_attempt_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "refused_attempt_request_id_check" CHECK (length(request_id) <= 200),
  CONSTRAINT "refused_attempt_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "refused_attempt_actor_id_fkey" FOREIGN KEY ("agency_id", "actor_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "reporting_line" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "appraiser_id" TEXT,
  "appraiser_assignment_id" TEXT,
  "approver_id" TEXT,
  "approver_assignment_id" TEXT,
  "route" TEXT NOT NULL,
  "rule" TEXT NOT NULL,
  "because" TEXT NOT NULL,
  CONSTRAINT "reporting_line_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "reporting_line_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "reporting_line_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "reporting_line_appraiser_id_check" CHECK (length(appraiser_id) = 36 AND appraiser_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_appraiser_assignment_id_check" CHECK (length(appraiser_assignment_id) = 36 AND appraiser_assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_approver_id_check" CHECK (length(approver_id) = 36 AND approver_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_approver_assignment_id_check" CHECK (length(approver_assignment_id) = 36 AND approver_assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "reporting_line_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "reporting_line_rule_appraiser_post_check" CHECK (appraiser_id IS NOT NULL OR appraiser_assignment_id IS NULL),
  CONSTRAINT "reporting_line_rule_approver_post_check" CHECK (approver_id IS NOT NULL OR approver_assignment_id IS NULL),
  CONSTRAINT "reporting_line_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "reporting_line_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "reporting_line_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "reporting_line_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "reporting_line_appraiser_assignment_id_fkey" FOREIGN KEY ("agency_id", "appraiser_assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "reporting_line_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "reporting_line_approver_assignment_id_fkey" FOREIGN KEY ("agency_id", "approver_assignment_id") REFERENCES "assignment" ("agency_id", "id")
) STRICT;

CREATE TABLE "role_grant" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "role" TEXT NOT NULL,
  "unit_id" TEXT,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "document_number" TEXT,
  "recorded_from" TEXT NOT NULL,
  "recorded_to" TEXT,
  CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "role_grant_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "role_grant_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "role_grant_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "role_grant_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "role_grant_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "role_grant_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "role_grant_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "role_grant_recorded_from_check" CHECK (recorded_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "role_grant_recorded_to_check" CHECK (recorded_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "role_grant_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "role_grant_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "role_grant_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "role_grant_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "role_grant_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "unit_closure" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "ancestor_id" TEXT NOT NULL,
  "descendant_id" TEXT NOT NULL,
  "depth" INTEGER NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  CONSTRAINT "unit_closure_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_closure_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_closure_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_closure_ancestor_id_check" CHECK (length(ancestor_id) = 36 AND ancestor_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_closure_descendant_id_check" CHECK (length(descendant_id) = 36 AND descendant_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_closure_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "unit_closure_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "unit_closure_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "unit_closure_rule_depth_check" CHECK (depth >= 0 AND (depth = 0) = (ancestor_id = descendant_id)),
  CONSTRAINT "unit_closure_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "unit_closure_ancestor_id_fkey" FOREIGN KEY ("agency_id", "ancestor_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "unit_closure_descendant_id_fkey" FOREIGN KEY ("agency_id", "descendant_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "unit_leadership" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "position_id" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  CONSTRAINT "unit_leadership_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_leadership_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_leadership_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_leadership_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_leadership_position_id_check" CHECK (length(position_id) = 36 AND position_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_leadership_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "unit_leadership_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "unit_leadership_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "unit_leadership_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "unit_leadership_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "unit_leadership_position_id_fkey" FOREIGN KEY ("agency_id", "position_id") REFERENCES "position" ("agency_id", "id")
) STRICT;

CREATE TABLE "unit_placement" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "parent_id" TEXT,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  CONSTRAINT "unit_placement_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_placement_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_placement_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_placement_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_placement_parent_id_check" CHECK (length(parent_id) = 36 AND parent_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_placement_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "unit_placement_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "unit_placement_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "unit_placement_rule_parent_check" CHECK (parent_id IS NULL OR parent_id <> unit_id),
  CONSTRAINT "unit_placement_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "unit_placement_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "unit_placement_parent_id_fkey" FOREIGN KEY ("agency_id", "parent_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "unit_route" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "route" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  CONSTRAINT "unit_route_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_route_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_route_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_route_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_route_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "unit_route_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "unit_route_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "unit_route_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "unit_route_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "workflow_definition" (
  "id" TEXT NOT NULL,
  "digest" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "recorded_at" TEXT NOT NULL,
  CONSTRAINT "workflow_definition_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "workflow_definition_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "workflow_definition_digest_check" CHECK (length(digest) <= 64),
  CONSTRAINT "workflow_definition_name_check" CHECK (length(name) <= 64),
  CONSTRAINT "workflow_definition_recorded_at_check" CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "workflow_definition_rule_digest_check" CHECK (length(digest) = 64)
) STRICT;

CREATE UNIQUE INDEX "absence_employee_valid_from_key" ON "absence" ("agency_id", "employee_id", "valid_from") WHERE recorded_to IS NULL;

CREATE INDEX "absence_employee_idx" ON "absence" ("agency_id", "employee_id");

CREATE UNIQUE INDEX "agency_code_key" ON "agency" ("code");

CREATE UNIQUE INDEX "appraisal_agency_id_key" ON "appraisal" ("agency_id", "id");

CREATE UNIQUE INDEX "appraisal_cycle_plan_ordinal_key" ON "appraisal" ("agency_id", "cycle_id", "plan_id", "ordinal");

CREATE UNIQUE INDEX "appraisal_in_force_key" ON "appraisal" ("agency_id", "cycle_id", "plan_id") WHERE voided_at IS NULL AND superseded_at IS NULL;

CREATE INDEX "appraisal_state_id_idx" ON "appraisal" ("agency_id", "state", "id");

CREATE INDEX "appraisal_cycle_state_id_idx" ON "appraisal" ("agency_id", "cycle_id", "state", "id");

CREATE INDEX "appraisal_updated_at_id_idx" ON "appraisal" ("agency_id", "updated_at", "id");

CREATE INDEX "appraisal_plan_idx" ON "appraisal" ("agency_id", "plan_id");

CREATE INDEX "appraisal_assignment_idx" ON "appraisal" ("agency_id", "assignment_id");

CREATE INDEX "appraisal_employee_idx" ON "appraisal" ("agency_id", "employee_id");

CREATE INDEX "appraisal_unit_idx" ON "appraisal" ("agency_id", "unit_id");

CREATE INDEX "appraisal_opening_revision_idx" ON "appraisal" ("agency_id", "opening_revision_id");

CREATE INDEX "appraisal_revision_idx" ON "appraisal" ("agency_id", "revision_id");

CREATE INDEX "appraisal_appraiser_idx" ON "appraisal" ("agency_id", "appraiser_id");

CREATE INDEX "appraisal_approver_idx" ON "appraisal" ("agency_id", "approver_id");

CREATE UNIQUE INDEX "appraisal_cycle_agency_id_key" ON "appraisal_cycle" ("agency_id", "id");

CREATE UNIQUE INDEX "assignment_agency_id_key" ON "assignment" ("agency_id", "id");

CREATE UNIQUE INDEX "assignment_employee_position_kind_valid_from_key" ON "assignment" ("agency_id", "employee_id", "position_id", "kind", "valid_from") WHERE recorded_to IS NULL;

CREATE INDEX "assignment_employee_idx" ON "assignment" ("agency_id", "employee_id");

CREATE INDEX "assignment_position_idx" ON "assignment" ("agency_id", "position_id");

CREATE UNIQUE INDEX "behaviour_expectation_revision_value_key" ON "behaviour_expectation" ("agency_id", "revision_id", "value");

CREATE UNIQUE INDEX "employee_agency_id_key" ON "employee" ("agency_id", "id");

CREATE UNIQUE INDEX "employee_person_key" ON "employee" ("agency_id", "person_id");

CREATE UNIQUE INDEX "employee_code_key" ON "employee" ("agency_id", "code") WHERE code IS NOT NULL;

CREATE INDEX "employee_person_idx" ON "employee" ("person_id");

CREATE INDEX "employee_name_id_idx" ON "employee" ("agency_id", "name", "id");

CREATE UNIQUE INDEX "employee_grade_employee_valid_from_key" ON "employee_grade" ("agency_id", "employee_id", "valid_from") WHERE recorded_to IS NULL;

CREATE INDEX "employee_grade_employee_idx" ON "employee_grade" ("agency_id", "employee_id");

CREATE UNIQUE INDEX "event_agency_id_key" ON "event" ("agency_id", "id");

CREATE UNIQUE INDEX "event_subject_type_subject_version_key" ON "event" ("agency_id", "subject_type", "subject_id", "version");

CREATE INDEX "event_at_id_idx" ON "event" ("agency_id", "at", "id");

CREATE INDEX "event_actor_at_id_idx" ON "event" ("agency_id", "actor_id", "at", "id");

CREATE INDEX "event_unit_at_id_idx" ON "event" ("agency_id", "unit_id", "at", "id");

CREATE INDEX "event_request_idx" ON "event" ("agency_id", "request_id");

CREATE UNIQUE INDEX "event_value_event_slot_key" ON "event_value" ("agency_id", "event_id", "slot");

CREATE INDEX "extension_cycle_idx" ON "extension" ("agency_id", "cycle_id");

CREATE INDEX "extension_unit_idx" ON "extension" ("agency_id", "unit_id");

CREATE INDEX "extension_appraisal_idx" ON "extension" ("agency_id", "appraisal_id");

CREATE UNIQUE INDEX "feedback_overall_key" ON "feedback" ("agency_id", "appraisal_id") WHERE about = 'OVERALL';

CREATE UNIQUE INDEX "feedback_lineage_key" ON "feedback" ("agency_id", "appraisal_id", "about", "lineage_id") WHERE lineage_id IS NOT NULL;

CREATE UNIQUE INDEX "feedback_value_key" ON "feedback" ("agency_id", "appraisal_id", "value") WHERE value IS NOT NULL;

CREATE INDEX "feedback_appraisal_idx" ON "feedback" ("agency_id", "appraisal_id");

CREATE UNIQUE INDEX "hand_set_line_assignment_valid_from_key" ON "hand_set_line" ("agency_id", "assignment_id", "valid_from") WHERE recorded_to IS NULL;

CREATE INDEX "hand_set_line_assignment_idx" ON "hand_set_line" ("agency_id", "assignment_id");

CREATE INDEX "hand_set_line_appraiser_idx" ON "hand_set_line" ("agency_id", "appraiser_id");

CREATE INDEX "hand_set_line_approver_idx" ON "hand_set_line" ("agency_id", "approver_id");

CREATE UNIQUE INDEX "holiday_day_key" ON "holiday" ("agency_id", "day");

CREATE UNIQUE INDEX "idempotency_record_person_key_item_key" ON "idempotency_record" ("agency_id", "person_id", "key", "item");

CREATE INDEX "idempotency_record_at_idx" ON "idempotency_record" ("agency_id", "at");

CREATE UNIQUE INDEX "identity_issuer_subject_key" ON "identity" ("issuer", "subject");

CREATE INDEX "identity_person_idx" ON "identity" ("person_id");

CREATE UNIQUE INDEX "indicator_result_ordinal_key" ON "indicator" ("agency_id", "result_id", "ordinal");

CREATE UNIQUE INDEX "indicator_revision_lineage_key" ON "indicator" ("agency_id", "revision_id", "lineage_id");

CREATE UNIQUE INDEX "installation_name_key" ON "installation" ("name");

CREATE UNIQUE INDEX "legal_status_employee_valid_from_key" ON "legal_status" ("agency_id", "employee_id", "valid_from") WHERE recorded_to IS NULL;

CREATE INDEX "legal_status_employee_idx" ON "legal_status" ("agency_id", "employee_id");

CREATE INDEX "opening_job_cycle_idx" ON "opening_job" ("agency_id", "cycle_id");

CREATE UNIQUE INDEX "opening_result_cycle_assignment_key" ON "opening_result" ("agency_id", "cycle_id", "assignment_id");

CREATE INDEX "opening_result_assignment_idx" ON "opening_result" ("agency_id", "assignment_id");

CREATE INDEX "opening_result_employee_idx" ON "opening_result" ("agency_id", "employee_id");

CREATE INDEX "opening_result_appraisal_idx" ON "opening_result" ("agency_id", "appraisal_id");

CREATE UNIQUE INDEX "org_unit_agency_id_key" ON "org_unit" ("agency_id", "id");

CREATE UNIQUE INDEX "org_unit_code_key" ON "org_unit" ("agency_id", "code");

CREATE INDEX "outbox_at_id_idx" ON "outbox" ("agency_id", "at", "id");

CREATE INDEX "outbox_event_idx" ON "outbox" ("agency_id", "event_id");

CREATE UNIQUE INDEX "performance_plan_agency_id_key" ON "performance_plan" ("agency_id", "id");

CREATE UNIQUE INDEX "performance_plan_assignment_year_key" ON "performance_plan" ("agency_id", "assignment_id", "year");

CREATE INDEX "performance_plan_employee_idx" ON "performance_plan" ("agency_id", "employee_id");

CREATE UNIQUE INDEX "person_number_kind_number_key" ON "person" ("number_kind", "number") WHERE number IS NOT NULL;

CREATE UNIQUE INDEX "plan_revision_agency_id_key" ON "plan_revision" ("agency_id", "id");

CREATE UNIQUE INDEX "plan_revision_plan_ordinal_key" ON "plan_revision" ("agency_id", "plan_id", "ordinal");

CREATE UNIQUE INDEX "planned_result_agency_id_key" ON "planned_result" ("agency_id", "id");

CREATE UNIQUE INDEX "planned_result_revision_ordinal_key" ON "planned_result" ("agency_id", "revision_id", "ordinal");

CREATE UNIQUE INDEX "planned_result_revision_lineage_key" ON "planned_result" ("agency_id", "revision_id", "lineage_id");

CREATE UNIQUE INDEX "position_agency_id_key" ON "position" ("agency_id", "id");

CREATE UNIQUE INDEX "position_code_key" ON "position" ("agency_id", "code");

CREATE INDEX "position_unit_idx" ON "position" ("agency_id", "unit_id");

CREATE UNIQUE INDEX "realisation_appraisal_indicator_lineage_key" ON "realisation" ("agency_id", "appraisal_id", "indicator_lineage_id");

CREATE INDEX "refused_attempt_at_id_idx" ON "refused_attempt" ("agency_id", "at", "id");

CREATE INDEX "refused_attempt_actor_at_idx" ON "refused_attempt" ("agency_id", "actor_id", "at");

CREATE INDEX "refused_attempt_subject_type_subject_at_idx" ON "refused_attempt" ("agency_id", "subject_type", "subject_id", "at");

CREATE UNIQUE INDEX "reporting_line_assignment_valid_from_key" ON "reporting_line" ("agency_id", "assignment_id", "valid_from");

CREATE INDEX "reporting_line_employee_idx" ON "reporting_line" ("agency_id", "employee_id");

CREATE INDEX "reporting_line_appraiser_idx" ON "reporting_line" ("agency_id", "appraiser_id");

CREATE INDEX "reporting_line_approver_idx" ON "reporting_line" ("agency_id", "approver_id");

CREATE UNIQUE INDEX "role_grant_whole_agency_key" ON "role_grant" ("agency_id", "employee_id", "role", "valid_from") WHERE recorded_to IS NULL AND unit_id IS NULL;

CREATE UNIQUE INDEX "role_grant_unit_key" ON "role_grant" ("agency_id", "employee_id", "role", "unit_id", "valid_from") WHERE recorded_to IS NULL AND unit_id IS NOT NULL;

CREATE INDEX "role_grant_employee_idx" ON "role_grant" ("agency_id", "employee_id");

CREATE INDEX "role_grant_unit_idx" ON "role_grant" ("agency_id", "unit_id");

CREATE UNIQUE INDEX "unit_closure_ancestor_descendant_valid_from_key" ON "unit_closure" ("agency_id", "ancestor_id", "descendant_id", "valid_from");

CREATE INDEX "unit_closure_descendant_valid_from_idx" ON "unit_closure" ("agency_id", "descendant_id", "valid_from");

CREATE UNIQUE INDEX "unit_leadership_unit_valid_from_key" ON "unit_leadership" ("agency_id", "unit_id", "valid_from");

CREATE INDEX "unit_leadership_position_idx" ON "unit_leadership" ("agency_id", "position_id");

CREATE UNIQUE INDEX "unit_placement_unit_valid_from_key" ON "unit_placement" ("agency_id", "unit_id", "valid_from");

CREATE INDEX "unit_placement_parent_idx" ON "unit_placement" ("agency_id", "parent_id");

CREATE UNIQUE INDEX "unit_route_unit_valid_from_key" ON "unit_route" ("agency_id", "unit_id", "valid_from");

CREATE UNIQUE INDEX "workflow_definition_digest_key" ON "workflow_definition" ("digest");
