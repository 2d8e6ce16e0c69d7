ALTER TABLE "performance_plan" ADD COLUMN "state" TEXT;

ALTER TABLE "performance_plan" ADD COLUMN "state_since" TEXT CONSTRAINT "performance_plan_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z');

ALTER TABLE "performance_plan" ADD COLUMN "updated_at" TEXT CONSTRAINT "performance_plan_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z');

ALTER TABLE "performance_plan" ADD COLUMN "in_force_revision_id" TEXT CONSTRAINT "performance_plan_in_force_revision_id_check" CHECK (length(in_force_revision_id) = 36 AND in_force_revision_id NOT GLOB '*[^0-9a-f-]*');

ALTER TABLE "plan_revision" ADD COLUMN "reason" TEXT CONSTRAINT "plan_revision_reason_check" CHECK (length(reason) <= 2000);

ALTER TABLE "plan_revision" ADD COLUMN "agreed_at" TEXT CONSTRAINT "plan_revision_agreed_at_check" CHECK (agreed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z');

ALTER TABLE "plan_revision" ADD COLUMN "agreed_by_id" TEXT CONSTRAINT "plan_revision_agreed_by_id_check" CHECK (length(agreed_by_id) = 36 AND agreed_by_id NOT GLOB '*[^0-9a-f-]*');

ALTER TABLE "plan_revision" ADD COLUMN "superseded_at" TEXT CONSTRAINT "plan_revision_superseded_at_check" CHECK (superseded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z');

CREATE TABLE "matrix_role" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "plan_id" TEXT NOT NULL,
  "lineage_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "role" TEXT NOT NULL,
  CONSTRAINT "matrix_role_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "matrix_role_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "matrix_role_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "matrix_role_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "matrix_role_lineage_id_check" CHECK (length(lineage_id) = 36 AND lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "matrix_role_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "matrix_role_role_check" CHECK (length(role) <= 500),
  CONSTRAINT "matrix_role_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "matrix_role_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id"),
  CONSTRAINT "matrix_role_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id")
) STRICT;

CREATE TABLE "performance_dialogue" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "plan_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "superior_id" TEXT NOT NULL,
  "held_on" TEXT NOT NULL,
  "employee_points" TEXT,
  "superior_points" TEXT,
  "agreements" TEXT,
  "version" INTEGER NOT NULL,
  "recorded_at" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "performance_dialogue_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "performance_dialogue_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_dialogue_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_dialogue_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_dialogue_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_dialogue_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_dialogue_superior_id_check" CHECK (length(superior_id) = 36 AND superior_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "performance_dialogue_held_on_check" CHECK (held_on IS date(held_on, '+0 days')),
  CONSTRAINT "performance_dialogue_employee_points_check" CHECK (length(employee_points) <= 4000),
  CONSTRAINT "performance_dialogue_superior_points_check" CHECK (length(superior_points) <= 4000),
  CONSTRAINT "performance_dialogue_agreements_check" CHECK (length(agreements) <= 4000),
  CONSTRAINT "performance_dialogue_version_check" CHECK (version >= 1),
  CONSTRAINT "performance_dialogue_recorded_at_check" CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "performance_dialogue_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "performance_dialogue_rule_two_people_check" CHECK (superior_id <> employee_id),
  CONSTRAINT "performance_dialogue_rule_said_check" CHECK (employee_points IS NOT NULL OR superior_points IS NOT NULL OR agreements IS NOT NULL),
  CONSTRAINT "performance_dialogue_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "performance_dialogue_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id"),
  CONSTRAINT "performance_dialogue_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "performance_dialogue_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "performance_dialogue_superior_id_fkey" FOREIGN KEY ("agency_id", "superior_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "plan_annex" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "revision_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  CONSTRAINT "plan_annex_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "plan_annex_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_annex_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_annex_revision_id_check" CHECK (length(revision_id) = 36 AND revision_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_annex_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "plan_annex_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "plan_annex_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "plan_annex_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id")
) STRICT;

CREATE TABLE "result_support" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "plan_id" TEXT NOT NULL,
  "lineage_id" TEXT NOT NULL,
  "supported_plan_id" TEXT NOT NULL,
  "supported_lineage_id" TEXT NOT NULL,
  "support" TEXT NOT NULL,
  "linked_at" TEXT NOT NULL,
  CONSTRAINT "result_support_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "result_support_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "result_support_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "result_support_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "result_support_lineage_id_check" CHECK (length(lineage_id) = 36 AND lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "result_support_supported_plan_id_check" CHECK (length(supported_plan_id) = 36 AND supported_plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "result_support_supported_lineage_id_check" CHECK (length(supported_lineage_id) = 36 AND supported_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "result_support_linked_at_check" CHECK (linked_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "result_support_rule_two_plans_check" CHECK (supported_plan_id <> plan_id),
  CONSTRAINT "result_support_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "result_support_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id"),
  CONSTRAINT "result_support_supported_plan_id_fkey" FOREIGN KEY ("agency_id", "supported_plan_id") REFERENCES "performance_plan" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "matrix_role_plan_lineage_assignment_key" ON "matrix_role" ("agency_id", "plan_id", "lineage_id", "assignment_id");

CREATE INDEX "matrix_role_assignment_idx" ON "matrix_role" ("agency_id", "assignment_id");

CREATE INDEX "performance_dialogue_plan_idx" ON "performance_dialogue" ("agency_id", "plan_id");

CREATE INDEX "performance_dialogue_employee_idx" ON "performance_dialogue" ("agency_id", "employee_id");

CREATE UNIQUE INDEX "plan_annex_revision_kind_ordinal_key" ON "plan_annex" ("agency_id", "revision_id", "kind", "ordinal");

CREATE UNIQUE INDEX "result_support_plan_lineage_key" ON "result_support" ("agency_id", "plan_id", "lineage_id");

CREATE INDEX "result_support_supported_plan_idx" ON "result_support" ("agency_id", "supported_plan_id");
