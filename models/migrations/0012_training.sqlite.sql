CREATE UNIQUE INDEX "feedback_note_agency_id_key" ON "feedback_note" ("agency_id", "id");

CREATE TABLE "enrolment" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "training_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "unit_id" TEXT,
  "need_id" TEXT,
  "requested_at" TEXT NOT NULL,
  "attendance" TEXT,
  "hours" INTEGER,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "enrolment_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "enrolment_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "enrolment_training_id_check" CHECK (length(training_id) = 36 AND training_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "enrolment_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "enrolment_author_id_check" CHECK (length(author_id) = 36 AND author_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "enrolment_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "enrolment_need_id_check" CHECK (length(need_id) = 36 AND need_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "enrolment_requested_at_check" CHECK (requested_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "enrolment_version_check" CHECK (version >= 1),
  CONSTRAINT "enrolment_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "enrolment_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "enrolment_rule_attendance_check" CHECK ((state = 'FINISHED') = (attendance IS NOT NULL)),
  CONSTRAINT "enrolment_rule_hours_check" CHECK ((attendance IS NULL) = (hours IS NULL) AND (attendance <> 'ABSENT' OR hours = 0)),
  CONSTRAINT "enrolment_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "enrolment_training_id_fkey" FOREIGN KEY ("agency_id", "training_id") REFERENCES "training" ("agency_id", "id"),
  CONSTRAINT "enrolment_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "enrolment_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "enrolment_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "enrolment_need_id_fkey" FOREIGN KEY ("agency_id", "need_id") REFERENCES "training_need" ("agency_id", "id")
) STRICT;

CREATE TABLE "training" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "provider" TEXT,
  "place" TEXT,
  "starts_on" TEXT NOT NULL,
  "last_on" TEXT NOT NULL,
  "hours" INTEGER NOT NULL,
  "capacity" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "training_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "training_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "training_provider_check" CHECK (length(provider) <= 200),
  CONSTRAINT "training_place_check" CHECK (length(place) <= 200),
  CONSTRAINT "training_starts_on_check" CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT "training_last_on_check" CHECK (last_on IS date(last_on, '+0 days')),
  CONSTRAINT "training_version_check" CHECK (version >= 1),
  CONSTRAINT "training_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "training_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "training_rule_days_check" CHECK (starts_on <= last_on),
  CONSTRAINT "training_rule_hours_check" CHECK (hours BETWEEN 1 AND 2000),
  CONSTRAINT "training_rule_capacity_check" CHECK (capacity BETWEEN 1 AND 10000),
  CONSTRAINT "training_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "training_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "training_need" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "unit_id" TEXT,
  "subject" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "feedback_note_id" TEXT,
  "coaching_session_id" TEXT,
  "plan_id" TEXT,
  "indicator_lineage_id" TEXT,
  "stated_at" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "training_need_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "training_need_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_author_id_check" CHECK (length(author_id) = 36 AND author_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "training_need_feedback_note_id_check" CHECK (length(feedback_note_id) = 36 AND feedback_note_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_coaching_session_id_check" CHECK (length(coaching_session_id) = 36 AND coaching_session_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_plan_id_check" CHECK (length(plan_id) = 36 AND plan_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_indicator_lineage_id_check" CHECK (length(indicator_lineage_id) = 36 AND indicator_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_need_stated_at_check" CHECK (stated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "training_need_version_check" CHECK (version >= 1),
  CONSTRAINT "training_need_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "training_need_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "training_need_rule_feedback_check" CHECK ((source = 'FEEDBACK') = (feedback_note_id IS NOT NULL)),
  CONSTRAINT "training_need_rule_coaching_check" CHECK ((source = 'COACHING') = (coaching_session_id IS NOT NULL)),
  CONSTRAINT "training_need_rule_result_check" CHECK ((source = 'RESULT') = (indicator_lineage_id IS NOT NULL)),
  CONSTRAINT "training_need_rule_plan_check" CHECK ((plan_id IS NULL) = (indicator_lineage_id IS NULL)),
  CONSTRAINT "training_need_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "training_need_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "training_need_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "training_need_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "training_need_feedback_note_id_fkey" FOREIGN KEY ("agency_id", "feedback_note_id") REFERENCES "feedback_note" ("agency_id", "id"),
  CONSTRAINT "training_need_coaching_session_id_fkey" FOREIGN KEY ("agency_id", "coaching_session_id") REFERENCES "coaching_session" ("agency_id", "id"),
  CONSTRAINT "training_need_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id")
) STRICT;

CREATE TABLE "training_opinion" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "enrolment_id" TEXT NOT NULL,
  "training_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "usefulness" INTEGER NOT NULL,
  "text" TEXT,
  "audience" TEXT NOT NULL,
  "given_at" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "training_opinion_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "training_opinion_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_opinion_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_opinion_enrolment_id_check" CHECK (length(enrolment_id) = 36 AND enrolment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_opinion_training_id_check" CHECK (length(training_id) = 36 AND training_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_opinion_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_opinion_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "training_opinion_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "training_opinion_given_at_check" CHECK (given_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "training_opinion_version_check" CHECK (version >= 1),
  CONSTRAINT "training_opinion_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "training_opinion_rule_usefulness_check" CHECK (usefulness BETWEEN 1 AND 5),
  CONSTRAINT "training_opinion_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "training_opinion_enrolment_id_fkey" FOREIGN KEY ("agency_id", "enrolment_id") REFERENCES "enrolment" ("agency_id", "id"),
  CONSTRAINT "training_opinion_training_id_fkey" FOREIGN KEY ("agency_id", "training_id") REFERENCES "training" ("agency_id", "id"),
  CONSTRAINT "training_opinion_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "training_opinion_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "enrolment_agency_id_key" ON "enrolment" ("agency_id", "id");

CREATE UNIQUE INDEX "enrolment_standing_key" ON "enrolment" ("agency_id", "training_id", "employee_id") WHERE state IN ('REQUESTED', 'CONFIRMED', 'FINISHED');

CREATE INDEX "enrolment_training_state_id_idx" ON "enrolment" ("agency_id", "training_id", "state", "id");

CREATE INDEX "enrolment_employee_id_idx" ON "enrolment" ("agency_id", "employee_id", "id");

CREATE INDEX "enrolment_author_idx" ON "enrolment" ("agency_id", "author_id");

CREATE INDEX "enrolment_need_idx" ON "enrolment" ("agency_id", "need_id");

CREATE UNIQUE INDEX "training_agency_id_key" ON "training" ("agency_id", "id");

CREATE INDEX "training_starts_on_id_idx" ON "training" ("agency_id", "starts_on", "id");

CREATE INDEX "training_unit_idx" ON "training" ("agency_id", "unit_id");

CREATE UNIQUE INDEX "training_need_agency_id_key" ON "training_need" ("agency_id", "id");

CREATE INDEX "training_need_employee_id_idx" ON "training_need" ("agency_id", "employee_id", "id");

CREATE INDEX "training_need_state_id_idx" ON "training_need" ("agency_id", "state", "id");

CREATE INDEX "training_need_indicator_lineage_idx" ON "training_need" ("agency_id", "indicator_lineage_id") WHERE indicator_lineage_id IS NOT NULL;

CREATE INDEX "training_need_author_idx" ON "training_need" ("agency_id", "author_id");

CREATE INDEX "training_need_feedback_note_idx" ON "training_need" ("agency_id", "feedback_note_id");

CREATE INDEX "training_need_coaching_session_idx" ON "training_need" ("agency_id", "coaching_session_id");

CREATE INDEX "training_need_plan_idx" ON "training_need" ("agency_id", "plan_id");

CREATE UNIQUE INDEX "training_opinion_enrolment_key" ON "training_opinion" ("agency_id", "enrolment_id");

CREATE INDEX "training_opinion_training_idx" ON "training_opinion" ("agency_id", "training_id");

CREATE INDEX "training_opinion_employee_idx" ON "training_opinion" ("agency_id", "employee_id");
