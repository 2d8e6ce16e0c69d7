CREATE TABLE "activity_sum" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "appraisal_id" TEXT NOT NULL,
  "indicator_lineage_id" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "activities" INTEGER NOT NULL,
  "pinned_at" TEXT NOT NULL,
  CONSTRAINT "activity_sum_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "activity_sum_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_sum_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_sum_appraisal_id_check" CHECK (length(appraisal_id) = 36 AND appraisal_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_sum_indicator_lineage_id_check" CHECK (length(indicator_lineage_id) = 36 AND indicator_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "activity_sum_value_check" CHECK (value GLOB '*[0-9].[0-9][0-9][0-9][0-9]' AND value NOT GLOB '*[^0-9.-]*'),
  CONSTRAINT "activity_sum_pinned_at_check" CHECK (pinned_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "activity_sum_rule_activities_check" CHECK (activities >= 1),
  CONSTRAINT "activity_sum_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "activity_sum_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "activity_sum_appraisal_indicator_lineage_key" ON "activity_sum" ("agency_id", "appraisal_id", "indicator_lineage_id");
