CREATE TABLE "activity_template" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "name" text NOT NULL,
  "text" text NOT NULL,
  "minutes" integer,
  "place" text,
  "plan_id" uuid,
  "result_lineage_id" uuid,
  "indicator_lineage_id" uuid,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "recorded_at" timestamptz NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "activity_template_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "activity_template_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "activity_template_text_check" CHECK (length(text) <= 2000),
  CONSTRAINT "activity_template_place_check" CHECK (length(place) <= 200),
  CONSTRAINT "activity_template_version_check" CHECK (version >= 1),
  CONSTRAINT "activity_template_rule_minutes_check" CHECK (minutes IS NULL OR minutes BETWEEN 1 AND 1440),
  CONSTRAINT "activity_template_rule_result_check" CHECK ((result_lineage_id IS NULL) = (plan_id IS NULL)),
  CONSTRAINT "activity_template_rule_indicator_check" CHECK (indicator_lineage_id IS NULL OR result_lineage_id IS NOT NULL)
);

CREATE TABLE "plan_template" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "name" text NOT NULL,
  "document_number" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "recorded_at" timestamptz NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "plan_template_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "plan_template_name_check" CHECK (length(name) <= 500),
  CONSTRAINT "plan_template_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "plan_template_version_check" CHECK (version >= 1)
);

CREATE TABLE "template_indicator" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "template_id" uuid NOT NULL,
  "result_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "aspect" text NOT NULL,
  "title" text NOT NULL,
  "target_text" text NOT NULL,
  CONSTRAINT "template_indicator_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "template_indicator_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "template_indicator_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "template_indicator_target_text_check" CHECK (length(target_text) <= 200)
);

CREATE TABLE "template_position" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "template_id" uuid NOT NULL,
  "position_id" uuid NOT NULL,
  CONSTRAINT "template_position_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "template_result" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "template_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "kind" text NOT NULL,
  "ownership" text NOT NULL,
  "perspective" text,
  "title" text NOT NULL,
  CONSTRAINT "template_result_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "template_result_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "template_result_title_check" CHECK (length(title) <= 500)
);

CREATE INDEX "activity_template_employee_idx" ON "activity_template" ("agency_id", "employee_id");

CREATE UNIQUE INDEX "plan_template_agency_id_key" ON "plan_template" ("agency_id", "id");

CREATE UNIQUE INDEX "template_indicator_result_ordinal_key" ON "template_indicator" ("agency_id", "result_id", "ordinal");

CREATE INDEX "template_indicator_template_idx" ON "template_indicator" ("agency_id", "template_id");

CREATE UNIQUE INDEX "template_position_template_position_key" ON "template_position" ("agency_id", "template_id", "position_id");

CREATE INDEX "template_position_position_idx" ON "template_position" ("agency_id", "position_id");

CREATE UNIQUE INDEX "template_result_agency_id_key" ON "template_result" ("agency_id", "id");

CREATE UNIQUE INDEX "template_result_template_ordinal_key" ON "template_result" ("agency_id", "template_id", "ordinal");

ALTER TABLE "activity_template" ADD CONSTRAINT "activity_template_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "activity_template" ADD CONSTRAINT "activity_template_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "activity_template" ADD CONSTRAINT "activity_template_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "plan_template" ADD CONSTRAINT "plan_template_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "template_indicator" ADD CONSTRAINT "template_indicator_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "template_indicator" ADD CONSTRAINT "template_indicator_template_id_fkey" FOREIGN KEY ("agency_id", "template_id") REFERENCES "plan_template" ("agency_id", "id");

ALTER TABLE "template_indicator" ADD CONSTRAINT "template_indicator_result_id_fkey" FOREIGN KEY ("agency_id", "result_id") REFERENCES "template_result" ("agency_id", "id");

ALTER TABLE "template_position" ADD CONSTRAINT "template_position_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "template_position" ADD CONSTRAINT "template_position_template_id_fkey" FOREIGN KEY ("agency_id", "template_id") REFERENCES "plan_template" ("agency_id", "id");

ALTER TABLE "template_position" ADD CONSTRAINT "template_position_position_id_fkey" FOREIGN KEY ("agency_id", "position_id") REFERENCES "position" ("agency_id", "id");

ALTER TABLE "template_result" ADD CONSTRAINT "template_result_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "template_result" ADD CONSTRAINT "template_result_template_id_fkey" FOREIGN KEY ("agency_id", "template_id") REFERENCES "plan_template" ("agency_id", "id");
