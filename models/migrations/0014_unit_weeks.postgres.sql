CREATE INDEX "daily_activity_open_idx" ON "daily_activity" ("agency_id", "assignment_id", "state_since") WHERE state IN ('QUESTIONED', 'RETURNED');

CREATE TABLE "unit_week" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "week" date NOT NULL,
  "reports" integer NOT NULL,
  "minutes" integer NOT NULL,
  "late" integer NOT NULL,
  "answers" integer NOT NULL,
  "in_time" integer NOT NULL,
  CONSTRAINT "unit_week_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "unit_week_unit_week_key" ON "unit_week" ("agency_id", "unit_id", "week");

CREATE INDEX "unit_week_week_unit_idx" ON "unit_week" ("agency_id", "week", "unit_id");

ALTER TABLE "unit_week" ADD CONSTRAINT "unit_week_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "unit_week" ADD CONSTRAINT "unit_week_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");
