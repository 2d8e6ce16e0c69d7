CREATE TABLE "absence" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "document_number" text,
  "recorded_from" timestamptz NOT NULL,
  "recorded_to" timestamptz,
  CONSTRAINT "absence_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "absence_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "absence_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "absence_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to)
);

CREATE TABLE "agency" (
  "id" uuid NOT NULL,
  "code" text NOT NULL,
  "name" text NOT NULL,
  "time_zone" text NOT NULL,
  "approval_route" text NOT NULL,
  "opens_acting" boolean NOT NULL,
  "exempt_statuses" text NOT NULL,
  "version" integer NOT NULL,
  CONSTRAINT "agency_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "agency_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "agency_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "agency_time_zone_check" CHECK (length(time_zone) <= 64),
  CONSTRAINT "agency_version_check" CHECK (version >= 1)
);

CREATE TABLE "appraisal" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "cycle_id" uuid NOT NULL,
  "plan_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "opening_revision_id" uuid NOT NULL,
  "revision_id" uuid,
  "appraiser_id" uuid,
  "approver_id" uuid,
  "route" text,
  "absence_submitter_id" uuid,
  "resubmit_to" date,
  "delivered_at" timestamptz,
  "voided_at" timestamptz,
  "void_kind" text,
  "supersedes_id" uuid,
  "superseded_at" timestamptz,
  "self_appraisal" text,
  "recommendation" text,
  "result_rating" text,
  "behaviour_rating" text,
  "predicate" text,
  CONSTRAINT "appraisal_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "appraisal_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "appraisal_version_check" CHECK (version >= 1),
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
  CONSTRAINT "appraisal_rule_supersedes_check" CHECK (supersedes_id IS NULL OR supersedes_id <> id)
);

CREATE TABLE "appraisal_cycle" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "name" text NOT NULL,
  "kind" text NOT NULL,
  "starts_on" date NOT NULL,
  "ends_on" date NOT NULL,
  "submission_from" date NOT NULL,
  "submission_to" date NOT NULL,
  "decision_to" date NOT NULL,
  "population" text NOT NULL,
  "state" text NOT NULL,
  "opened_at" timestamptz,
  "closed_at" timestamptz,
  "updated_at" timestamptz NOT NULL,
  "version" integer NOT NULL,
  CONSTRAINT "appraisal_cycle_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "appraisal_cycle_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "appraisal_cycle_version_check" CHECK (version >= 1),
  CONSTRAINT "appraisal_cycle_rule_period_check" CHECK (starts_on < ends_on),
  CONSTRAINT "appraisal_cycle_rule_windows_check" CHECK (submission_from < submission_to AND submission_to <= decision_to),
  CONSTRAINT "appraisal_cycle_rule_opened_check" CHECK (state = 'PLANNED' OR opened_at IS NOT NULL),
  CONSTRAINT "appraisal_cycle_rule_closed_check" CHECK (state <> 'CLOSED' OR closed_at IS NOT NULL)
);

CREATE TABLE "assignment" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "position_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "document_number" text,
  "recorded_from" timestamptz NOT NULL,
  "recorded_to" timestamptz,
  CONSTRAINT "assignment_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "assignment_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "assignment_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "assignment_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to)
);

CREATE TABLE "behaviour_expectation" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "revision_id" uuid NOT NULL,
  "value" text NOT NULL,
  "text" text NOT NULL,
  CONSTRAINT "behaviour_expectation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "behaviour_expectation_text_check" CHECK (length(text) <= 4000)
);

CREATE TABLE "employee" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "person_id" uuid NOT NULL,
  "code" text,
  "name" text NOT NULL,
  "email" text,
  "employment_type" text NOT NULL,
  "siasn_id" text,
  "version" integer NOT NULL,
  CONSTRAINT "employee_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "employee_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "employee_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "employee_email_check" CHECK (length(email) <= 254),
  CONSTRAINT "employee_siasn_id_check" CHECK (length(siasn_id) <= 64),
  CONSTRAINT "employee_version_check" CHECK (version >= 1)
);

CREATE TABLE "employee_grade" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "grade" text NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "recorded_from" timestamptz NOT NULL,
  "recorded_to" timestamptz,
  CONSTRAINT "employee_grade_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "employee_grade_grade_check" CHECK (length(grade) <= 64),
  CONSTRAINT "employee_grade_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "employee_grade_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to)
);

CREATE TABLE "event" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "at" timestamptz NOT NULL,
  "subject_type" text NOT NULL,
  "subject_id" uuid NOT NULL,
  "version" integer NOT NULL,
  "action" text NOT NULL,
  "from_state" text,
  "to_state" text,
  "actor_kind" text NOT NULL,
  "actor_id" uuid,
  "actor_assignment_id" uuid,
  "unit_id" uuid,
  "changed_fields" text NOT NULL,
  "request_id" text NOT NULL,
  "definition" text,
  "canonical" text NOT NULL,
  CONSTRAINT "event_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "event_version_check" CHECK (version >= 1),
  CONSTRAINT "event_from_state_check" CHECK (length(from_state) <= 64),
  CONSTRAINT "event_to_state_check" CHECK (length(to_state) <= 64),
  CONSTRAINT "event_changed_fields_check" CHECK (length(changed_fields) <= 4000),
  CONSTRAINT "event_request_id_check" CHECK (length(request_id) <= 200),
  CONSTRAINT "event_definition_check" CHECK (length(definition) <= 64)
);

CREATE TABLE "event_value" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "event_id" uuid NOT NULL,
  "slot" text NOT NULL,
  "salt" text NOT NULL,
  "value" text NOT NULL,
  CONSTRAINT "event_value_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "event_value_slot_check" CHECK (length(slot) <= 400),
  CONSTRAINT "event_value_salt_check" CHECK (length(salt) <= 32),
  CONSTRAINT "event_value_rule_salt_check" CHECK (length(salt) = 32)
);

CREATE TABLE "extension" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "cycle_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "scope" text NOT NULL,
  "unit_id" uuid,
  "appraisal_id" uuid,
  "until" date NOT NULL,
  "granted_by_id" uuid NOT NULL,
  "granted_at" timestamptz NOT NULL,
  CONSTRAINT "extension_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "extension_rule_unit_check" CHECK ((scope = 'UNIT') = (unit_id IS NOT NULL)),
  CONSTRAINT "extension_rule_appraisal_check" CHECK ((scope = 'APPRAISAL') = (appraisal_id IS NOT NULL))
);

CREATE TABLE "feedback" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "appraisal_id" uuid NOT NULL,
  "about" text NOT NULL,
  "lineage_id" uuid,
  "value" text,
  "text" text NOT NULL,
  CONSTRAINT "feedback_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "feedback_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "feedback_rule_about_check" CHECK ((about IN ('RESULT', 'INDICATOR')) = (lineage_id IS NOT NULL) AND (about = 'VALUE') = (value IS NOT NULL))
);

CREATE TABLE "hand_set_line" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "appraiser_id" uuid NOT NULL,
  "approver_id" uuid,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "document_number" text NOT NULL,
  "recorded_from" timestamptz NOT NULL,
  "recorded_to" timestamptz,
  CONSTRAINT "hand_set_line_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "hand_set_line_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "hand_set_line_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "hand_set_line_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "hand_set_line_rule_two_people_check" CHECK (approver_id IS NULL OR approver_id <> appraiser_id)
);

CREATE TABLE "holiday" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "day" date NOT NULL,
  "name" text NOT NULL,
  CONSTRAINT "holiday_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "holiday_name_check" CHECK (length(name) <= 200)
);

CREATE TABLE "idempotency_record" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "person_id" uuid NOT NULL,
  "key" text NOT NULL,
  "item" text NOT NULL,
  "digest" text NOT NULL,
  "event_id" uuid NOT NULL,
  "at" timestamptz NOT NULL,
  CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "idempotency_record_key_check" CHECK (length(key) <= 200),
  CONSTRAINT "idempotency_record_item_check" CHECK (length(item) <= 200),
  CONSTRAINT "idempotency_record_digest_check" CHECK (length(digest) <= 64)
);

CREATE TABLE "identity" (
  "id" uuid NOT NULL,
  "issuer" text NOT NULL,
  "subject" text NOT NULL,
  "person_id" uuid NOT NULL,
  CONSTRAINT "identity_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "identity_issuer_check" CHECK (length(issuer) <= 400),
  CONSTRAINT "identity_subject_check" CHECK (length(subject) <= 400)
);

CREATE TABLE "indicator" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "revision_id" uuid NOT NULL,
  "result_id" uuid NOT NULL,
  "lineage_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "aspect" text NOT NULL,
  "title" text NOT NULL,
  "target_text" text,
  "target_value" numeric(18,4),
  "target_high" numeric(18,4),
  "target_unit" text,
  CONSTRAINT "indicator_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "indicator_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "indicator_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "indicator_target_text_check" CHECK (length(target_text) <= 200),
  CONSTRAINT "indicator_target_unit_check" CHECK (length(target_unit) <= 60),
  CONSTRAINT "indicator_rule_target_check" CHECK (target_value IS NOT NULL OR target_text IS NOT NULL),
  CONSTRAINT "indicator_rule_range_check" CHECK (target_high IS NULL OR (target_value IS NOT NULL AND CAST(target_value AS NUMERIC) <= CAST(target_high AS NUMERIC)))
);

CREATE TABLE "installation" (
  "id" uuid NOT NULL,
  "name" text NOT NULL,
  "value" text NOT NULL,
  CONSTRAINT "installation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "installation_name_check" CHECK (length(name) <= 64)
);

CREATE TABLE "legal_status" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "status" text NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "document_number" text,
  "recorded_from" timestamptz NOT NULL,
  "recorded_to" timestamptz,
  CONSTRAINT "legal_status_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "legal_status_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "legal_status_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "legal_status_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to)
);

CREATE TABLE "opening_job" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "cycle_id" uuid NOT NULL,
  "state" text NOT NULL,
  "position" uuid,
  "total" integer NOT NULL,
  "done" integer NOT NULL,
  "actor" text NOT NULL,
  "request_id" text NOT NULL,
  "started_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "finished_at" timestamptz,
  CONSTRAINT "opening_job_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "opening_job_request_id_check" CHECK (length(request_id) <= 200),
  CONSTRAINT "opening_job_rule_progress_check" CHECK (total >= 0 AND done >= 0 AND done <= total)
);

CREATE TABLE "opening_result" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "cycle_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "outcome" text NOT NULL,
  "reason" text,
  "appraisal_id" uuid,
  CONSTRAINT "opening_result_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "org_unit" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "code" text NOT NULL,
  "name" text NOT NULL,
  "kind" text NOT NULL,
  "version" integer NOT NULL,
  CONSTRAINT "org_unit_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "org_unit_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "org_unit_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "org_unit_version_check" CHECK (version >= 1)
);

CREATE TABLE "outbox" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "event_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "at" timestamptz NOT NULL,
  CONSTRAINT "outbox_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "outbox_kind_check" CHECK (length(kind) <= 64)
);

CREATE TABLE "performance_plan" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "year" integer NOT NULL,
  "starts_on" date NOT NULL,
  "ends_on" date NOT NULL,
  "approach" text NOT NULL,
  "origin" text NOT NULL,
  "version" integer NOT NULL,
  CONSTRAINT "performance_plan_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "performance_plan_version_check" CHECK (version >= 1),
  CONSTRAINT "performance_plan_rule_period_check" CHECK (starts_on < ends_on),
  CONSTRAINT "performance_plan_rule_year_check" CHECK (year BETWEEN 2000 AND 2199)
);

CREATE TABLE "person" (
  "id" uuid NOT NULL,
  "number" text,
  "number_kind" text NOT NULL,
  "version" integer NOT NULL,
  CONSTRAINT "person_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "person_number_check" CHECK (length(number) <= 32),
  CONSTRAINT "person_version_check" CHECK (version >= 1),
  CONSTRAINT "person_rule_number_check" CHECK ((number IS NULL) = (number_kind = 'NONE'))
);

CREATE TABLE "plan_revision" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "plan_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "created_at" timestamptz NOT NULL,
  CONSTRAINT "plan_revision_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "plan_revision_ordinal_check" CHECK (ordinal >= 1)
);

CREATE TABLE "planned_result" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "revision_id" uuid NOT NULL,
  "lineage_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "kind" text NOT NULL,
  "ownership" text NOT NULL,
  "perspective" text,
  "title" text NOT NULL,
  "assigned_by" text,
  CONSTRAINT "planned_result_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "planned_result_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "planned_result_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "planned_result_assigned_by_check" CHECK (length(assigned_by) <= 500)
);

CREATE TABLE "position" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "code" text NOT NULL,
  "name" text NOT NULL,
  "kind" text NOT NULL,
  "functional_level" text,
  "unit_id" uuid NOT NULL,
  "version" integer NOT NULL,
  CONSTRAINT "position_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "position_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "position_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "position_version_check" CHECK (version >= 1),
  CONSTRAINT "position_rule_functional_level_check" CHECK (functional_level IS NULL OR kind = 'FUNCTIONAL')
);

CREATE TABLE "realisation" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "appraisal_id" uuid NOT NULL,
  "indicator_lineage_id" uuid NOT NULL,
  "value" numeric(18,4),
  "text" text,
  "data_source" text,
  CONSTRAINT "realisation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "realisation_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "realisation_data_source_check" CHECK (length(data_source) <= 500)
);

CREATE TABLE "refused_attempt" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "at" timestamptz NOT NULL,
  "subject_type" text NOT NULL,
  "subject_id" uuid NOT NULL,
  "action" text NOT NULL,
  "actor_id" uuid NOT NULL,
  "unit_id" uuid,
  "code" text NOT NULL,
  "reasons" text NOT NULL,
  "request_id" text NOT NULL,
  CONSTRAINT "refused_attempt_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "refused_attempt_request_id_check" CHECK (length(request_id) <= 200)
);

CREATE TABLE "reporting_line" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "appraiser_id" uuid,
  "appraiser_assignment_id" uuid,
  "approver_id" uuid,
  "approver_assignment_id" uuid,
  "route" text NOT NULL,
  "rule" text NOT NULL,
  "because" text NOT NULL,
  CONSTRAINT "reporting_line_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "reporting_line_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "reporting_line_rule_appraiser_post_check" CHECK (appraiser_id IS NOT NULL OR appraiser_assignment_id IS NULL),
  CONSTRAINT "reporting_line_rule_approver_post_check" CHECK (approver_id IS NOT NULL OR approver_assignment_id IS NULL)
);

CREATE TABLE "role_grant" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "role" text NOT NULL,
  "unit_id" uuid,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "document_number" text,
  "recorded_from" timestamptz NOT NULL,
  "recorded_to" timestamptz,
  CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "role_grant_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "role_grant_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "role_grant_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to)
);

CREATE TABLE "unit_closure" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "ancestor_id" uuid NOT NULL,
  "descendant_id" uuid NOT NULL,
  "depth" integer NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  CONSTRAINT "unit_closure_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_closure_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "unit_closure_rule_depth_check" CHECK (depth >= 0 AND (depth = 0) = (ancestor_id = descendant_id))
);

CREATE TABLE "unit_leadership" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "position_id" uuid NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  CONSTRAINT "unit_leadership_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_leadership_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to)
);

CREATE TABLE "unit_placement" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "parent_id" uuid,
  "valid_from" date NOT NULL,
  "valid_to" date,
  CONSTRAINT "unit_placement_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_placement_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "unit_placement_rule_parent_check" CHECK (parent_id IS NULL OR parent_id <> unit_id)
);

CREATE TABLE "unit_route" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "route" text NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  CONSTRAINT "unit_route_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_route_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to)
);

CREATE TABLE "workflow_definition" (
  "id" uuid NOT NULL,
  "digest" text NOT NULL,
  "name" text NOT NULL,
  "text" text NOT NULL,
  "recorded_at" timestamptz NOT NULL,
  CONSTRAINT "workflow_definition_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "workflow_definition_digest_check" CHECK (length(digest) <= 64),
  CONSTRAINT "workflow_definition_name_check" CHECK (length(name) <= 64),
  CONSTRAINT "workflow_definition_rule_digest_check" CHECK (length(digest) = 64)
);

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

ALTER TABLE "absence" ADD CONSTRAINT "absence_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "absence" ADD CONSTRAINT "absence_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_opening_revision_id_fkey" FOREIGN KEY ("agency_id", "opening_revision_id") REFERENCES "plan_revision" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_absence_submitter_id_fkey" FOREIGN KEY ("agency_id", "absence_submitter_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "appraisal" ADD CONSTRAINT "appraisal_supersedes_id_fkey" FOREIGN KEY ("agency_id", "supersedes_id") REFERENCES "appraisal" ("agency_id", "id");

ALTER TABLE "appraisal_cycle" ADD CONSTRAINT "appraisal_cycle_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "assignment" ADD CONSTRAINT "assignment_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "assignment" ADD CONSTRAINT "assignment_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "assignment" ADD CONSTRAINT "assignment_position_id_fkey" FOREIGN KEY ("agency_id", "position_id") REFERENCES "position" ("agency_id", "id");

ALTER TABLE "behaviour_expectation" ADD CONSTRAINT "behaviour_expectation_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "behaviour_expectation" ADD CONSTRAINT "behaviour_expectation_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id");

ALTER TABLE "employee" ADD CONSTRAINT "employee_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "employee" ADD CONSTRAINT "employee_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id");

ALTER TABLE "employee_grade" ADD CONSTRAINT "employee_grade_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "employee_grade" ADD CONSTRAINT "employee_grade_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "event" ADD CONSTRAINT "event_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "event" ADD CONSTRAINT "event_actor_id_fkey" FOREIGN KEY ("agency_id", "actor_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "event_value" ADD CONSTRAINT "event_value_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "event_value" ADD CONSTRAINT "event_value_event_id_fkey" FOREIGN KEY ("agency_id", "event_id") REFERENCES "event" ("agency_id", "id");

ALTER TABLE "extension" ADD CONSTRAINT "extension_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "extension" ADD CONSTRAINT "extension_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id");

ALTER TABLE "extension" ADD CONSTRAINT "extension_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "extension" ADD CONSTRAINT "extension_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id");

ALTER TABLE "extension" ADD CONSTRAINT "extension_granted_by_id_fkey" FOREIGN KEY ("agency_id", "granted_by_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "feedback" ADD CONSTRAINT "feedback_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "feedback" ADD CONSTRAINT "feedback_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id");

ALTER TABLE "hand_set_line" ADD CONSTRAINT "hand_set_line_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "hand_set_line" ADD CONSTRAINT "hand_set_line_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "hand_set_line" ADD CONSTRAINT "hand_set_line_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "hand_set_line" ADD CONSTRAINT "hand_set_line_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "holiday" ADD CONSTRAINT "holiday_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "idempotency_record" ADD CONSTRAINT "idempotency_record_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "idempotency_record" ADD CONSTRAINT "idempotency_record_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id");

ALTER TABLE "idempotency_record" ADD CONSTRAINT "idempotency_record_event_id_fkey" FOREIGN KEY ("agency_id", "event_id") REFERENCES "event" ("agency_id", "id");

ALTER TABLE "identity" ADD CONSTRAINT "identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id");

ALTER TABLE "indicator" ADD CONSTRAINT "indicator_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "indicator" ADD CONSTRAINT "indicator_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id");

ALTER TABLE "indicator" ADD CONSTRAINT "indicator_result_id_fkey" FOREIGN KEY ("agency_id", "result_id") REFERENCES "planned_result" ("agency_id", "id");

ALTER TABLE "legal_status" ADD CONSTRAINT "legal_status_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "legal_status" ADD CONSTRAINT "legal_status_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "opening_job" ADD CONSTRAINT "opening_job_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "opening_job" ADD CONSTRAINT "opening_job_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id");

ALTER TABLE "opening_result" ADD CONSTRAINT "opening_result_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "opening_result" ADD CONSTRAINT "opening_result_cycle_id_fkey" FOREIGN KEY ("agency_id", "cycle_id") REFERENCES "appraisal_cycle" ("agency_id", "id");

ALTER TABLE "opening_result" ADD CONSTRAINT "opening_result_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "opening_result" ADD CONSTRAINT "opening_result_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "opening_result" ADD CONSTRAINT "opening_result_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id");

ALTER TABLE "org_unit" ADD CONSTRAINT "org_unit_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "outbox" ADD CONSTRAINT "outbox_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "outbox" ADD CONSTRAINT "outbox_event_id_fkey" FOREIGN KEY ("agency_id", "event_id") REFERENCES "event" ("agency_id", "id");

ALTER TABLE "performance_plan" ADD CONSTRAINT "performance_plan_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "performance_plan" ADD CONSTRAINT "performance_plan_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "performance_plan" ADD CONSTRAINT "performance_plan_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "plan_revision" ADD CONSTRAINT "plan_revision_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "plan_revision" ADD CONSTRAINT "plan_revision_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "planned_result" ADD CONSTRAINT "planned_result_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "planned_result" ADD CONSTRAINT "planned_result_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id");

ALTER TABLE "position" ADD CONSTRAINT "position_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "position" ADD CONSTRAINT "position_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "realisation" ADD CONSTRAINT "realisation_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "realisation" ADD CONSTRAINT "realisation_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id");

ALTER TABLE "refused_attempt" ADD CONSTRAINT "refused_attempt_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "refused_attempt" ADD CONSTRAINT "refused_attempt_actor_id_fkey" FOREIGN KEY ("agency_id", "actor_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "reporting_line" ADD CONSTRAINT "reporting_line_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "reporting_line" ADD CONSTRAINT "reporting_line_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "reporting_line" ADD CONSTRAINT "reporting_line_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "reporting_line" ADD CONSTRAINT "reporting_line_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "reporting_line" ADD CONSTRAINT "reporting_line_appraiser_assignment_id_fkey" FOREIGN KEY ("agency_id", "appraiser_assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "reporting_line" ADD CONSTRAINT "reporting_line_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "reporting_line" ADD CONSTRAINT "reporting_line_approver_assignment_id_fkey" FOREIGN KEY ("agency_id", "approver_assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "unit_closure" ADD CONSTRAINT "unit_closure_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "unit_closure" ADD CONSTRAINT "unit_closure_ancestor_id_fkey" FOREIGN KEY ("agency_id", "ancestor_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "unit_closure" ADD CONSTRAINT "unit_closure_descendant_id_fkey" FOREIGN KEY ("agency_id", "descendant_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "unit_leadership" ADD CONSTRAINT "unit_leadership_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "unit_leadership" ADD CONSTRAINT "unit_leadership_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "unit_leadership" ADD CONSTRAINT "unit_leadership_position_id_fkey" FOREIGN KEY ("agency_id", "position_id") REFERENCES "position" ("agency_id", "id");

ALTER TABLE "unit_placement" ADD CONSTRAINT "unit_placement_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "unit_placement" ADD CONSTRAINT "unit_placement_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "unit_placement" ADD CONSTRAINT "unit_placement_parent_id_fkey" FOREIGN KEY ("agency_id", "parent_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "unit_route" ADD CONSTRAINT "unit_route_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "unit_route" ADD CONSTRAINT "unit_route_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");
