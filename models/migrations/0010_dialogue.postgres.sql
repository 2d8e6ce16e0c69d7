CREATE TABLE "coaching_agreement" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "session_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "text" text NOT NULL,
  "due_on" date NOT NULL,
  "outcome" text NOT NULL,
  "outcome_note" text,
  "settled_at" timestamptz,
  CONSTRAINT "coaching_agreement_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "coaching_agreement_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "coaching_agreement_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "coaching_agreement_outcome_note_check" CHECK (length(outcome_note) <= 4000),
  CONSTRAINT "coaching_agreement_rule_settled_check" CHECK ((outcome = 'OPEN') = (settled_at IS NULL))
);

CREATE TABLE "coaching_session" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "author_id" uuid NOT NULL,
  "unit_id" uuid,
  "held_on" date NOT NULL,
  "topic" text NOT NULL,
  "text" text NOT NULL,
  "employee_view" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "recorded_at" timestamptz NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "coaching_session_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "coaching_session_topic_check" CHECK (length(topic) <= 500),
  CONSTRAINT "coaching_session_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "coaching_session_employee_view_check" CHECK (length(employee_view) <= 4000),
  CONSTRAINT "coaching_session_version_check" CHECK (version >= 1),
  CONSTRAINT "coaching_session_rule_people_check" CHECK (author_id <> employee_id)
);

CREATE TABLE "feedback_note" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "author_id" uuid NOT NULL,
  "unit_id" uuid,
  "request_id" uuid,
  "side" text NOT NULL,
  "audience" text NOT NULL,
  "text" text NOT NULL,
  "result_lineage_id" uuid,
  "value" text,
  "given_on" date NOT NULL,
  "given_at" timestamptz NOT NULL,
  "acknowledged_at" timestamptz,
  "answer" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "feedback_note_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "feedback_note_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "feedback_note_answer_check" CHECK (length(answer) <= 4000),
  CONSTRAINT "feedback_note_version_check" CHECK (version >= 1),
  CONSTRAINT "feedback_note_rule_people_check" CHECK (author_id <> employee_id),
  CONSTRAINT "feedback_note_rule_acknowledged_check" CHECK ((state = 'GIVEN') = (acknowledged_at IS NULL)),
  CONSTRAINT "feedback_note_rule_answered_check" CHECK ((state = 'ANSWERED') = (answer IS NOT NULL))
);

CREATE TABLE "feedback_request" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "author_id" uuid NOT NULL,
  "unit_id" uuid,
  "question" text NOT NULL,
  "result_lineage_id" uuid,
  "value" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "asked_at" timestamptz NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "feedback_request_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "feedback_request_question_check" CHECK (length(question) <= 4000),
  CONSTRAINT "feedback_request_version_check" CHECK (version >= 1),
  CONSTRAINT "feedback_request_rule_people_check" CHECK (author_id <> employee_id)
);

CREATE UNIQUE INDEX "coaching_agreement_session_ordinal_key" ON "coaching_agreement" ("agency_id", "session_id", "ordinal");

CREATE INDEX "coaching_agreement_outcome_due_on_idx" ON "coaching_agreement" ("agency_id", "outcome", "due_on");

CREATE UNIQUE INDEX "coaching_session_agency_id_key" ON "coaching_session" ("agency_id", "id");

CREATE INDEX "coaching_session_employee_held_on_id_idx" ON "coaching_session" ("agency_id", "employee_id", "held_on", "id");

CREATE INDEX "coaching_session_author_idx" ON "coaching_session" ("agency_id", "author_id");

CREATE UNIQUE INDEX "feedback_note_request_key" ON "feedback_note" ("agency_id", "request_id") WHERE request_id IS NOT NULL;

CREATE INDEX "feedback_note_employee_given_on_id_idx" ON "feedback_note" ("agency_id", "employee_id", "given_on", "id");

CREATE INDEX "feedback_note_given_at_id_idx" ON "feedback_note" ("agency_id", "given_at", "id");

CREATE INDEX "feedback_note_author_idx" ON "feedback_note" ("agency_id", "author_id");

CREATE INDEX "feedback_note_request_idx" ON "feedback_note" ("agency_id", "request_id");

CREATE UNIQUE INDEX "feedback_request_agency_id_key" ON "feedback_request" ("agency_id", "id");

CREATE UNIQUE INDEX "feedback_request_open_key" ON "feedback_request" ("agency_id", "employee_id", "author_id") WHERE state = 'OPEN';

CREATE INDEX "feedback_request_employee_idx" ON "feedback_request" ("agency_id", "employee_id");

CREATE INDEX "feedback_request_author_idx" ON "feedback_request" ("agency_id", "author_id");

ALTER TABLE "coaching_agreement" ADD CONSTRAINT "coaching_agreement_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "coaching_agreement" ADD CONSTRAINT "coaching_agreement_session_id_fkey" FOREIGN KEY ("agency_id", "session_id") REFERENCES "coaching_session" ("agency_id", "id");

ALTER TABLE "coaching_session" ADD CONSTRAINT "coaching_session_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "coaching_session" ADD CONSTRAINT "coaching_session_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "coaching_session" ADD CONSTRAINT "coaching_session_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "coaching_session" ADD CONSTRAINT "coaching_session_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "feedback_note" ADD CONSTRAINT "feedback_note_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "feedback_note" ADD CONSTRAINT "feedback_note_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "feedback_note" ADD CONSTRAINT "feedback_note_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "feedback_note" ADD CONSTRAINT "feedback_note_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "feedback_note" ADD CONSTRAINT "feedback_note_request_id_fkey" FOREIGN KEY ("agency_id", "request_id") REFERENCES "feedback_request" ("agency_id", "id");

ALTER TABLE "feedback_request" ADD CONSTRAINT "feedback_request_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "feedback_request" ADD CONSTRAINT "feedback_request_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "feedback_request" ADD CONSTRAINT "feedback_request_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "feedback_request" ADD CONSTRAINT "feedback_request_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");
