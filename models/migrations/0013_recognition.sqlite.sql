CREATE TABLE "recognition" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "unit_id" TEXT,
  "for_unit_id" TEXT,
  "side" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "plan_id" TEXT,
  "appraisal_id" TEXT,
  "result_lineage_id" TEXT,
  "indicator_lineage_id" TEXT,
  "figure" TEXT,
  "given_at" TEXT NOT NULL,
  "visibility" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "recognition_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "recognition_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_author_id_check" CHECK (length(author_id) = 36 AND author_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_for_unit_id_check" CHECK (length(for_unit_id) = 36 AND for_unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_reason_check" CHECK (length(reason) <= 4000),
  CONSTRAINT "recognition_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_appraisal_id_check" CHECK (length(appraisal_id) = 36 AND appraisal_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_result_lineage_id_check" CHECK (length(result_lineage_id) = 36 AND result_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_indicator_lineage_id_check" CHECK (length(indicator_lineage_id) = 36 AND indicator_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "recognition_figure_check" CHECK (figure GLOB '*[0-9].[0-9][0-9][0-9][0-9]' AND figure NOT GLOB '*[^0-9.-]*'),
  CONSTRAINT "recognition_given_at_check" CHECK (given_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "recognition_version_check" CHECK (version >= 1),
  CONSTRAINT "recognition_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "recognition_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "recognition_rule_people_check" CHECK (author_id <> employee_id),
  CONSTRAINT "recognition_rule_target_check" CHECK ((kind = 'TARGET_REACHED') = (figure IS NOT NULL)),
  CONSTRAINT "recognition_rule_result_check" CHECK ((indicator_lineage_id IS NULL) = (figure IS NULL) AND (plan_id IS NULL) = (figure IS NULL)),
  CONSTRAINT "recognition_rule_shown_check" CHECK ((state NOT IN ('GIVEN', 'WITHDRAWN') OR visibility IS NULL) AND (state <> 'ACCEPTED' OR visibility IS NOT NULL)),
  CONSTRAINT "recognition_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "recognition_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "recognition_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "recognition_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "recognition_for_unit_id_fkey" FOREIGN KEY ("agency_id", "for_unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "recognition_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id"),
  CONSTRAINT "recognition_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id")
) STRICT;

CREATE INDEX "recognition_employee_id_idx" ON "recognition" ("agency_id", "employee_id", "id");

CREATE INDEX "recognition_author_idx" ON "recognition" ("agency_id", "author_id");

CREATE INDEX "recognition_unit_idx" ON "recognition" ("agency_id", "unit_id");

CREATE INDEX "recognition_appraisal_idx" ON "recognition" ("agency_id", "appraisal_id");
