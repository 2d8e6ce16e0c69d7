CREATE TABLE "activity_sum" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "appraisal_id" uuid NOT NULL,
  "indicator_lineage_id" uuid NOT NULL,
  "value" numeric(24,4) NOT NULL,
  "activities" integer NOT NULL,
  "pinned_at" timestamptz NOT NULL,
  CONSTRAINT "activity_sum_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "activity_sum_rule_activities_check" CHECK (activities >= 1)
);

CREATE UNIQUE INDEX "activity_sum_appraisal_indicator_lineage_key" ON "activity_sum" ("agency_id", "appraisal_id", "indicator_lineage_id");

ALTER TABLE "activity_sum" ADD CONSTRAINT "activity_sum_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "activity_sum" ADD CONSTRAINT "activity_sum_appraisal_id_fkey" FOREIGN KEY ("agency_id", "appraisal_id") REFERENCES "appraisal" ("agency_id", "id");
