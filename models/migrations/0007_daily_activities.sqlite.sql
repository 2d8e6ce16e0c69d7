CREATE TABLE "activity_reply" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "activity_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "text" TEXT,
  "at" TEXT NOT NULL,
  "on_day" TEXT NOT NULL,
  "response_days" INTEGER,
  CONSTRAINT "activity_reply_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "activity_reply_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_reply_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_reply_activity_id_check" CHECK (length(activity_id) = 36 AND activity_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_reply_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "activity_reply_author_id_check" CHECK (length(author_id) = 36 AND author_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_reply_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_reply_text_check" CHECK (length(text) <= 2000),
  CONSTRAINT "activity_reply_at_check" CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "activity_reply_on_day_check" CHECK (on_day IS date(on_day, '+0 days')),
  CONSTRAINT "activity_reply_rule_response_check" CHECK (response_days IS NULL OR response_days >= 0),
  CONSTRAINT "activity_reply_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "activity_reply_activity_id_fkey" FOREIGN KEY ("agency_id", "activity_id") REFERENCES "daily_activity" ("agency_id", "id"),
  CONSTRAINT "activity_reply_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "activity_reply_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "daily_activity" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "day" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "plan_id" TEXT,
  "result_lineage_id" TEXT,
  "indicator_lineage_id" TEXT,
  "text" TEXT NOT NULL,
  "minutes" INTEGER,
  "quantity" TEXT,
  "place" TEXT,
  "written_at" TEXT,
  "recorded_at" TEXT NOT NULL,
  "late" INTEGER NOT NULL,
  "answer_due_on" TEXT,
  "answer" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "daily_activity_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "daily_activity_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_day_check" CHECK (day IS date(day, '+0 days')),
  CONSTRAINT "daily_activity_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_result_lineage_id_check" CHECK (length(result_lineage_id) = 36 AND result_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_indicator_lineage_id_check" CHECK (length(indicator_lineage_id) = 36 AND indicator_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "daily_activity_text_check" CHECK (length(text) <= 2000),
  CONSTRAINT "daily_activity_quantity_check" CHECK (quantity GLOB '*[0-9].[0-9][0-9][0-9][0-9]' AND quantity NOT GLOB '*[^0-9.-]*'),
  CONSTRAINT "daily_activity_place_check" CHECK (length(place) <= 200),
  CONSTRAINT "daily_activity_written_at_check" CHECK (written_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "daily_activity_recorded_at_check" CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "daily_activity_late_check" CHECK (late IN (0, 1)),
  CONSTRAINT "daily_activity_answer_due_on_check" CHECK (answer_due_on IS date(answer_due_on, '+0 days')),
  CONSTRAINT "daily_activity_version_check" CHECK (version >= 1),
  CONSTRAINT "daily_activity_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "daily_activity_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "daily_activity_rule_minutes_check" CHECK (minutes IS NULL OR minutes BETWEEN 1 AND 1440),
  CONSTRAINT "daily_activity_rule_result_check" CHECK ((result_lineage_id IS NULL) = (plan_id IS NULL)),
  CONSTRAINT "daily_activity_rule_indicator_check" CHECK (indicator_lineage_id IS NULL OR result_lineage_id IS NOT NULL),
  CONSTRAINT "daily_activity_rule_quantity_check" CHECK (quantity IS NULL OR indicator_lineage_id IS NOT NULL),
  CONSTRAINT "daily_activity_rule_answered_check" CHECK ((state = 'ANSWERED') = (answer IS NOT NULL)),
  CONSTRAINT "daily_activity_rule_waits_check" CHECK ((state = 'REPORTED') = (answer_due_on IS NOT NULL)),
  CONSTRAINT "daily_activity_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "daily_activity_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "daily_activity_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "daily_activity_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "daily_activity_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "activity_reply_activity_ordinal_key" ON "activity_reply" ("agency_id", "activity_id", "ordinal");

CREATE INDEX "activity_reply_author_on_day_response_days_idx" ON "activity_reply" ("agency_id", "author_id", "on_day", "response_days");

CREATE INDEX "activity_reply_unit_on_day_response_days_idx" ON "activity_reply" ("agency_id", "unit_id", "on_day", "response_days");

CREATE UNIQUE INDEX "daily_activity_agency_id_key" ON "daily_activity" ("agency_id", "id");

CREATE INDEX "daily_activity_employee_day_id_idx" ON "daily_activity" ("agency_id", "employee_id", "day", "id");

CREATE INDEX "daily_activity_assignment_day_id_idx" ON "daily_activity" ("agency_id", "assignment_id", "day", "id");

CREATE INDEX "daily_activity_day_unit_id_idx" ON "daily_activity" ("agency_id", "day", "unit_id", "id");

CREATE INDEX "daily_activity_waiting_idx" ON "daily_activity" ("agency_id", "assignment_id", "day", "id") WHERE state = 'REPORTED';

CREATE INDEX "daily_activity_indicator_idx" ON "daily_activity" ("agency_id", "indicator_lineage_id", "day") WHERE indicator_lineage_id IS NOT NULL;
