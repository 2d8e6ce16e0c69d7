CREATE TABLE "activity_template" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "minutes" INTEGER,
  "place" TEXT,
  "plan_id" TEXT,
  "result_lineage_id" TEXT,
  "indicator_lineage_id" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "recorded_at" TEXT NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "activity_template_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "activity_template_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_template_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_template_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_template_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "activity_template_text_check" CHECK (length(text) <= 2000),
  CONSTRAINT "activity_template_place_check" CHECK (length(place) <= 200),
  CONSTRAINT "activity_template_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_template_result_lineage_id_check" CHECK (length(result_lineage_id) = 36 AND result_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_template_indicator_lineage_id_check" CHECK (length(indicator_lineage_id) = 36 AND indicator_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_template_version_check" CHECK (version >= 1),
  CONSTRAINT "activity_template_recorded_at_check" CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "activity_template_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "activity_template_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "activity_template_rule_minutes_check" CHECK (minutes IS NULL OR minutes BETWEEN 1 AND 1440),
  CONSTRAINT "activity_template_rule_result_check" CHECK ((result_lineage_id IS NULL) = (plan_id IS NULL)),
  CONSTRAINT "activity_template_rule_indicator_check" CHECK (indicator_lineage_id IS NULL OR result_lineage_id IS NOT NULL),
  CONSTRAINT "activity_template_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "activity_template_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "activity_template_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id")
) STRICT;

CREATE TABLE "plan_template" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "document_number" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "recorded_at" TEXT NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "plan_template_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "plan_template_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_template_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "plan_template_name_check" CHECK (length(name) <= 500),
  CONSTRAINT "plan_template_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "plan_template_version_check" CHECK (version >= 1),
  CONSTRAINT "plan_template_recorded_at_check" CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "plan_template_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "plan_template_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "plan_template_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id")
) STRICT;

CREATE TABLE "template_indicator" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "template_id" TEXT NOT NULL,
  "result_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "aspect" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "target_text" TEXT NOT NULL,
  CONSTRAINT "template_indicator_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "template_indicator_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_indicator_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_indicator_template_id_check" CHECK (length(template_id) = 36 AND template_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_indicator_result_id_check" CHECK (length(result_id) = 36 AND result_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_indicator_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "template_indicator_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "template_indicator_target_text_check" CHECK (length(target_text) <= 200),
  CONSTRAINT "template_indicator_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "template_indicator_template_id_fkey" FOREIGN KEY ("agency_id", "template_id") REFERENCES "plan_template" ("agency_id", "id"),
  CONSTRAINT "template_indicator_result_id_fkey" FOREIGN KEY ("agency_id", "result_id") REFERENCES "template_result" ("agency_id", "id")
) STRICT;

CREATE TABLE "template_position" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "template_id" TEXT NOT NULL,
  "position_id" TEXT NOT NULL,
  CONSTRAINT "template_position_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "template_position_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_position_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_position_template_id_check" CHECK (length(template_id) = 36 AND template_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_position_position_id_check" CHECK (length(position_id) = 36 AND position_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_position_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "template_position_template_id_fkey" FOREIGN KEY ("agency_id", "template_id") REFERENCES "plan_template" ("agency_id", "id"),
  CONSTRAINT "template_position_position_id_fkey" FOREIGN KEY ("agency_id", "position_id") REFERENCES "position" ("agency_id", "id")
) STRICT;

CREATE TABLE "template_result" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "template_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "ownership" TEXT NOT NULL,
  "perspective" TEXT,
  "title" TEXT NOT NULL,
  CONSTRAINT "template_result_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "template_result_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_result_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_result_template_id_check" CHECK (length(template_id) = 36 AND template_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "template_result_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "template_result_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "template_result_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "template_result_template_id_fkey" FOREIGN KEY ("agency_id", "template_id") REFERENCES "plan_template" ("agency_id", "id")
) STRICT;

CREATE INDEX "activity_template_employee_idx" ON "activity_template" ("agency_id", "employee_id");

CREATE UNIQUE INDEX "plan_template_agency_id_key" ON "plan_template" ("agency_id", "id");

CREATE UNIQUE INDEX "template_indicator_result_ordinal_key" ON "template_indicator" ("agency_id", "result_id", "ordinal");

CREATE INDEX "template_indicator_template_idx" ON "template_indicator" ("agency_id", "template_id");

CREATE UNIQUE INDEX "template_position_template_position_key" ON "template_position" ("agency_id", "template_id", "position_id");

CREATE INDEX "template_position_position_idx" ON "template_position" ("agency_id", "position_id");

CREATE UNIQUE INDEX "template_result_agency_id_key" ON "template_result" ("agency_id", "id");

CREATE UNIQUE INDEX "template_result_template_ordinal_key" ON "template_result" ("agency_id", "template_id", "ordinal");
