CREATE INDEX "daily_activity_open_idx" ON "daily_activity" ("agency_id", "assignment_id", "state_since") WHERE state IN ('QUESTIONED', 'RETURNED');

CREATE TABLE "unit_week" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "week" TEXT NOT NULL,
  "reports" INTEGER NOT NULL,
  "minutes" INTEGER NOT NULL,
  "late" INTEGER NOT NULL,
  "answers" INTEGER NOT NULL,
  "in_time" INTEGER NOT NULL,
  CONSTRAINT "unit_week_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "unit_week_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_week_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_week_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "unit_week_week_check" CHECK (week IS date(week, '+0 days')),
  CONSTRAINT "unit_week_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "unit_week_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "unit_week_unit_week_key" ON "unit_week" ("agency_id", "unit_id", "week");

CREATE INDEX "unit_week_week_unit_idx" ON "unit_week" ("agency_id", "week", "unit_id");
