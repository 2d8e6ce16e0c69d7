CREATE UNIQUE INDEX "feedback_note_agency_id_key" ON "feedback_note" ("agency_id", "id");

CREATE TABLE "enrolment" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "training_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "author_id" uuid NOT NULL,
  "unit_id" uuid,
  "need_id" uuid,
  "requested_at" timestamptz NOT NULL,
  "attendance" text,
  "hours" integer,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "enrolment_version_check" CHECK (version >= 1),
  CONSTRAINT "enrolment_rule_attendance_check" CHECK ((state = 'FINISHED') = (attendance IS NOT NULL)),
  CONSTRAINT "enrolment_rule_hours_check" CHECK ((attendance IS NULL) = (hours IS NULL) AND (attendance <> 'ABSENT' OR hours = 0))
);

CREATE TABLE "training" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "title" text NOT NULL,
  "kind" text NOT NULL,
  "subject" text NOT NULL,
  "provider" text,
  "place" text,
  "starts_on" date NOT NULL,
  "last_on" date NOT NULL,
  "hours" integer NOT NULL,
  "capacity" integer NOT NULL,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "training_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "training_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "training_provider_check" CHECK (length(provider) <= 200),
  CONSTRAINT "training_place_check" CHECK (length(place) <= 200),
  CONSTRAINT "training_version_check" CHECK (version >= 1),
  CONSTRAINT "training_rule_days_check" CHECK (starts_on <= last_on),
  CONSTRAINT "training_rule_hours_check" CHECK (hours BETWEEN 1 AND 2000),
  CONSTRAINT "training_rule_capacity_check" CHECK (capacity BETWEEN 1 AND 10000)
);

CREATE TABLE "training_need" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "author_id" uuid NOT NULL,
  "unit_id" uuid,
  "subject" text NOT NULL,
  "text" text NOT NULL,
  "source" text NOT NULL,
  "feedback_note_id" uuid,
  "coaching_session_id" uuid,
  "plan_id" uuid,
  "indicator_lineage_id" uuid,
  "stated_at" timestamptz NOT NULL,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "training_need_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "training_need_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "training_need_version_check" CHECK (version >= 1),
  CONSTRAINT "training_need_rule_feedback_check" CHECK ((source = 'FEEDBACK') = (feedback_note_id IS NOT NULL)),
  CONSTRAINT "training_need_rule_coaching_check" CHECK ((source = 'COACHING') = (coaching_session_id IS NOT NULL)),
  CONSTRAINT "training_need_rule_result_check" CHECK ((source = 'RESULT') = (indicator_lineage_id IS NOT NULL)),
  CONSTRAINT "training_need_rule_plan_check" CHECK ((plan_id IS NULL) = (indicator_lineage_id IS NULL))
);

CREATE TABLE "training_opinion" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "enrolment_id" uuid NOT NULL,
  "training_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "usefulness" integer NOT NULL,
  "text" text,
  "audience" text NOT NULL,
  "given_at" timestamptz NOT NULL,
  "version" integer NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "training_opinion_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "training_opinion_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "training_opinion_version_check" CHECK (version >= 1),
  CONSTRAINT "training_opinion_rule_usefulness_check" CHECK (usefulness BETWEEN 1 AND 5)
);

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

ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_training_id_fkey" FOREIGN KEY ("agency_id", "training_id") REFERENCES "training" ("agency_id", "id");

ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_need_id_fkey" FOREIGN KEY ("agency_id", "need_id") REFERENCES "training_need" ("agency_id", "id");

ALTER TABLE "training" ADD CONSTRAINT "training_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "training" ADD CONSTRAINT "training_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "training_need" ADD CONSTRAINT "training_need_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "training_need" ADD CONSTRAINT "training_need_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "training_need" ADD CONSTRAINT "training_need_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "training_need" ADD CONSTRAINT "training_need_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "training_need" ADD CONSTRAINT "training_need_feedback_note_id_fkey" FOREIGN KEY ("agency_id", "feedback_note_id") REFERENCES "feedback_note" ("agency_id", "id");

ALTER TABLE "training_need" ADD CONSTRAINT "training_need_coaching_session_id_fkey" FOREIGN KEY ("agency_id", "coaching_session_id") REFERENCES "coaching_session" ("agency_id", "id");

ALTER TABLE "training_need" ADD CONSTRAINT "training_need_plan_id_fkey" FOREIGN KEY ("agency_id", "plan_id") REFERENCES "performance_plan" ("agency_id", "id");

ALTER TABLE "training_opinion" ADD CONSTRAINT "training_opinion_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "training_opinion" ADD CONSTRAINT "training_opinion_enrolment_id_fkey" FOREIGN KEY ("agency_id", "enrolment_id") REFERENCES "enrolment" ("agency_id", "id");

ALTER TABLE "training_opinion" ADD CONSTRAINT "training_opinion_training_id_fkey" FOREIGN KEY ("agency_id", "training_id") REFERENCES "training" ("agency_id", "id");

ALTER TABLE "training_opinion" ADD CONSTRAINT "training_opinion_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "training_opinion" ADD CONSTRAINT "training_opinion_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");
