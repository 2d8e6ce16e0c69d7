CREATE TABLE "activity_reply" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "activity_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "kind" text NOT NULL,
  "author_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "text" text,
  "at" timestamptz NOT NULL,
  "on_day" date NOT NULL,
  "response_days" integer,
  CONSTRAINT "activity_reply_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "activity_reply_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "activity_reply_text_check" CHECK (length(text) <= 2000),
  CONSTRAINT "activity_reply_rule_response_check" CHECK (response_days IS NULL OR response_days >= 0)
);

CREATE TABLE "daily_activity" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "day" date NOT NULL,
  "employee_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "plan_id" uuid,
  "result_lineage_id" uuid,
  "indicator_lineage_id" uuid,
  "text" text NOT NULL,
  "minutes" integer,
  "quantity" numeric(18,4),
  "place" text,
  "written_at" timestamptz,
  "recorded_at" timestamptz NOT NULL,
  "late" boolean NOT NULL,
  "answer_due_on" date,
  "answer" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "daily_activity_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "daily_activity_text_check" CHECK (length(text) <= 2000),
  CONSTRAINT "daily_activity_place_check" CHECK (length(place) <= 200),
  CONSTRAINT "daily_activity_version_check" CHECK (version >= 1),
  CONSTRAINT "daily_activity_rule_minutes_check" CHECK (minutes IS NULL OR minutes BETWEEN 1 AND 1440),
  CONSTRAINT "daily_activity_rule_result_check" CHECK ((result_lineage_id IS NULL) = (plan_id IS NULL)),
  CONSTRAINT "daily_activity_rule_indicator_check" CHECK (indicator_lineage_id IS NULL OR result_lineage_id IS NOT NULL),
  CONSTRAINT "daily_activity_rule_quantity_check" CHECK (quantity IS NULL OR indicator_lineage_id IS NOT NULL),
  CONSTRAINT "daily_activity_rule_answered_check" CHECK ((state = 'ANSWERED') = (answer IS NOT NULL)),
  CONSTRAINT "daily_activity_rule_waits_check" CHECK ((state = 'REPORTED') = (answer_due_on IS NOT NULL))
);

CREATE UNIQUE INDEX "activity_reply_activity_ordinal_key" ON "activity_reply" ("agency_id", "activity_id", "ordinal");

CREATE INDEX "activity_reply_author_on_day_response_days_idx" ON "activity_reply" ("agency_id", "author_id", "on_day", "response_days");

CREATE INDEX "activity_reply_unit_on_day_response_days_idx" ON "activity_reply" ("agency_id", "unit_id", "on_day", "response_days");

CREATE UNIQUE INDEX "daily_activity_agency_id_key" ON "daily_activity" ("agency_id", "id");

CREATE INDEX "daily_activity_employee_day_id_idx" ON "daily_activity" ("agency_id", "employee_id", "day", "id");

CREATE INDEX "daily_activity_assignment_day_id_idx" ON "daily_activity" ("agency_id", "assignment_id", "day", "id");

CREATE INDEX "daily_activity_day_unit_id_idx" ON "daily_activity" ("agency_id", "day", "unit_id", "id");

CREATE INDEX "daily_activity_waiting_idx" ON "daily_activity" ("agency_id", "assignment_id", "day", "id") WHERE state = 'REPORTED';

CREATE INDEX "daily_activity_indicator_idx" ON "daily_activity" ("agency_id", "indicator_lineage_id", "day") WHERE indicator_lineage_id IS NOT NULL;

ALTER TABLE "activity_reply" ADD CONSTRAINT "activity_reply_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "activity_reply" ADD CONSTRAINT "activity_reply_activity_id_fkey" FOREIGN KEY ("agency_id", "activity_id") REFERENCES "daily_activity" ("agency_id", "id");

ALTER TABLE "activity_reply" ADD CONSTRAINT "activity_reply_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "activity_reply" ADD CONSTRAINT "activity_reply_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "daily_activity" ADD CONSTRAINT "daily_activity_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "daily_activity" ADD CONSTRAINT "daily_activity_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "daily_activity" ADD CONSTRAINT "daily_activity_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "daily_activity" ADD CONSTRAINT "daily_activity_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "daily_activity" ADD CONSTRAINT "daily_activity_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");
