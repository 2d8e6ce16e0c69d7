ALTER TABLE "performance_plan" ADD COLUMN "state" text;

ALTER TABLE "performance_plan" ADD COLUMN "state_since" timestamptz;

ALTER TABLE "performance_plan" ADD COLUMN "updated_at" timestamptz;

ALTER TABLE "performance_plan" ADD COLUMN "in_force_revision_id" uuid;

ALTER TABLE "plan_revision" ADD COLUMN "reason" text CONSTRAINT "plan_revision_reason_check" CHECK (length(reason) <= 2000);

ALTER TABLE "plan_revision" ADD COLUMN "agreed_at" timestamptz;

ALTER TABLE "plan_revision" ADD COLUMN "agreed_by_id" uuid;

ALTER TABLE "plan_revision" ADD COLUMN "superseded_at" timestamptz;

CREATE TABLE "matrix_role" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "plan_id" uuid NOT NULL,
  "lineage_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "role" text NOT NULL,
  CONSTRAINT "matrix_role_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "matrix_role_role_check" CHECK (length(role) <= 500)
);

CREATE TABLE "performance_dialogue" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "plan_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "superior_id" uuid NOT NULL,
  "held_on" date NOT NULL,
  "employee_points" text,
  "superior_points" text,
  "agreements" text,
  "version" integer NOT NULL,
  "recorded_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "performance_dialogue_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "performance_dialogue_employee_points_check" CHECK (length(employee_points) <= 4000),
  CONSTRAINT "performance_dialogue_superior_points_check" CHECK (length(superior_points) <= 4000),
  CONSTRAINT "performance_dialogue_agreements_check" CHECK (length(agreements) <= 4000),
  CONSTRAINT "performance_dialogue_version_check" CHECK (version >= 1),
  CONSTRAINT "performance_dialogue_rule_two_people_check" CHECK (superior_id <> employee_id),
  CONSTRAINT "performance_dialogue_rule_said_check" CHECK (employee_points IS NOT NULL OR superior_points IS NOT NULL OR agreements IS NOT NULL)
);

CREATE TABLE "plan_annex" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "revision_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "ordinal" integer NOT NULL,
  "text" text NOT NULL,
  CONSTRAINT "plan_annex_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "plan_annex_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "plan_annex_text_check" CHECK (length(text) <= 4000)
);

CREATE TABLE "result_support" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "plan_id" uuid NOT NULL,
  "lineage_id" uuid NOT NULL,
  "supported_plan_id" uuid NOT NULL,
  "supported_lineage_id" uuid NOT NULL,
  "support" text NOT NULL,
  "linked_at" timestamptz NOT NULL,
  CONSTRAINT "result_support_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "result_support_rule_two_plans_check" CHECK (supported_plan_id <> plan_id)
);

CREATE UNIQUE INDEX "matrix_role_plan_lineage_assignment_key" ON "matrix_role" ("agency_id", "plan_id", "lineage_id", "assignment_id");

CREATE INDEX "matrix_role_assignment_idx" ON "matrix_role" ("agency_id", "assignment_id");

CREATE INDEX "performance_dialogue_plan_idx" ON "performance_dialogue" ("agency_id", "plan_id");

CREATE INDEX "performance_dialogue_employee_idx" ON "performance_dialogue" ("agency_id", "employee_id");

CREATE UNIQUE INDEX "plan_annex_revision_kind_ordinal_key" ON "plan_annex" ("agency_id", "revision_id", "kind", "ordinal");

CREATE UNIQUE INDEX "result_support_plan_lineage_key" ON "result_support" ("agency_id", "plan_id", "lineage_id");

CREATE INDEX "result_support_supported_plan_idx" ON "result_support" ("agency_id", "supported_plan_id");

ALTER TABLE "matrix_role" ADD CONSTRAINT "matrix_role_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "matrix_role" ADD CONSTRAINT "matrix_role_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "matrix_role" ADD CONSTRAINT "matrix_role_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "performance_dialogue" ADD CONSTRAINT "performance_dialogue_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "performance_dialogue" ADD CONSTRAINT "performance_dialogue_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "performance_dialogue" ADD CONSTRAINT "performance_dialogue_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "performance_dialogue" ADD CONSTRAINT "performance_dialogue_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "performance_dialogue" ADD CONSTRAINT "performance_dialogue_superior_id_fkey" FOREIGN KEY ("agency_id", "superior_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "plan_annex" ADD CONSTRAINT "plan_annex_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "plan_annex" ADD CONSTRAINT "plan_annex_revision_id_fkey" FOREIGN KEY ("agency_id", "revision_id") REFERENCES "plan_revision" ("agency_id", "id");

ALTER TABLE "result_support" ADD CONSTRAINT "result_support_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "result_support" ADD CONSTRAINT "result_support_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "result_support" ADD CONSTRAINT "result_support_supported_plan_id_fkey" FOREIGN KEY ("agency_id", "supported_plan_id") REFERENCES "performance_plan" ("agency_id", "id");
