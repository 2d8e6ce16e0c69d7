CREATE TABLE "recognition" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "author_id" uuid NOT NULL,
  "unit_id" uuid,
  "for_unit_id" uuid,
  "side" text NOT NULL,
  "kind" text NOT NULL,
  "reason" text NOT NULL,
  "plan_id" uuid,
  "appraisal_id" uuid,
  "result_lineage_id" uuid,
  "indicator_lineage_id" uuid,
  "figure" numeric(18,4),
  "given_at" timestamptz NOT NULL,
  "visibility" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "recognition_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "recognition_reason_check" CHECK (length(reason) <= 4000),
  CONSTRAINT "recognition_version_check" CHECK (version >= 1),
  CONSTRAINT "recognition_rule_people_check" CHECK (author_id <> employee_id),
  CONSTRAINT "recognition_rule_target_check" CHECK ((kind = 'TARGET_REACHED') = (figure IS NOT NULL)),
  CONSTRAINT "recognition_rule_result_check" CHECK ((indicator_lineage_id IS NULL) = (figure IS NULL) AND (plan_id IS NULL) = (figure IS NULL)),
  CONSTRAINT "recognition_rule_shown_check" CHECK ((state NOT IN ('GIVEN', 'WITHDRAWN') OR visibility IS NULL) AND (state <> 'ACCEPTED' OR visibility IS NOT NULL))
);

CREATE INDEX "recognition_employee_id_idx" ON "recognition" ("agency_id", "employee_id", "id");

CREATE INDEX "recognition_author_idx" ON "recognition" ("agency_id", "author_id");

CREATE INDEX "recognition_unit_idx" ON "recognition" ("agency_id", "unit_id");

CREATE INDEX "recognition_appraisal_idx" ON "recognition" ("agency_id", "appraisal_id");

ALTER TABLE "recognition" ADD CONSTRAINT "recognition_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "recognition" ADD CONSTRAINT "recognition_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "recognition" ADD CONSTRAINT "recognition_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "recognition" ADD CONSTRAINT "recognition_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "recognition" ADD CONSTRAINT "recognition_for_unit_id_fkey" FOREIGN KEY ("agency_id", "for_unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "recognition" ADD CONSTRAINT "recognition_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "recognition" ADD CONSTRAINT "recognition_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id");
