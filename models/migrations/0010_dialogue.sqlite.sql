CREATE TABLE "coaching_agreement" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "session_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "due_on" TEXT NOT NULL,
  "outcome" TEXT NOT NULL,
  "outcome_note" TEXT,
  "settled_at" TEXT,
  CONSTRAINT "coaching_agreement_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "coaching_agreement_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_agreement_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_agreement_session_id_check" CHECK (length(session_id) = 36 AND session_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_agreement_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "coaching_agreement_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "coaching_agreement_due_on_check" CHECK (due_on IS date(due_on, '+0 days')),
  CONSTRAINT "coaching_agreement_outcome_note_check" CHECK (length(outcome_note) <= 4000),
  CONSTRAINT "coaching_agreement_settled_at_check" CHECK (settled_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "coaching_agreement_rule_settled_check" CHECK ((outcome = 'OPEN') = (settled_at IS NULL)),
  CONSTRAINT "coaching_agreement_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "coaching_agreement_session_id_fkey" FOREIGN KEY ("agency_id", "session_id") REFERENCES "coaching_session" ("agency_id", "id")
) STRICT;

CREATE TABLE "coaching_session" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "unit_id" TEXT,
  "held_on" TEXT NOT NULL,
  "topic" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "employee_view" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "recorded_at" TEXT NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "coaching_session_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "coaching_session_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_session_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_session_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_session_author_id_check" CHECK (length(author_id) = 36 AND author_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_session_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "coaching_session_held_on_check" CHECK (held_on IS date(held_on, '+0 days')),
  CONSTRAINT "coaching_session_topic_check" CHECK (length(topic) <= 500),
  CONSTRAINT "coaching_session_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "coaching_session_employee_view_check" CHECK (length(employee_view) <= 4000),
  CONSTRAINT "coaching_session_version_check" CHECK (version >= 1),
  CONSTRAINT "coaching_session_recorded_at_check" CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "coaching_session_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "coaching_session_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "coaching_session_rule_people_check" CHECK (author_id <> employee_id),
  CONSTRAINT "coaching_session_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "coaching_session_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "coaching_session_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "coaching_session_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

CREATE TABLE "feedback_note" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "unit_id" TEXT,
  "request_id" TEXT,
  "side" TEXT NOT NULL,
  "audience" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "result_lineage_id" TEXT,
  "value" TEXT,
  "given_on" TEXT NOT NULL,
  "given_at" TEXT NOT NULL,
  "acknowledged_at" TEXT,
  "answer" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "feedback_note_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "feedback_note_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_note_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_note_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_note_author_id_check" CHECK (length(author_id) = 36 AND author_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_note_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_note_request_id_check" CHECK (length(request_id) = 36 AND request_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_note_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "feedback_note_result_lineage_id_check" CHECK (length(result_lineage_id) = 36 AND result_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_note_given_on_check" CHECK (given_on IS date(given_on, '+0 days')),
  CONSTRAINT "feedback_note_given_at_check" CHECK (given_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "feedback_note_acknowledged_at_check" CHECK (acknowledged_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "feedback_note_answer_check" CHECK (length(answer) <= 4000),
  CONSTRAINT "feedback_note_version_check" CHECK (version >= 1),
  CONSTRAINT "feedback_note_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "feedback_note_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "feedback_note_rule_people_check" CHECK (author_id <> employee_id),
  CONSTRAINT "feedback_note_rule_acknowledged_check" CHECK ((state = 'GIVEN') = (acknowledged_at IS NULL)),
  CONSTRAINT "feedback_note_rule_answered_check" CHECK ((state = 'ANSWERED') = (answer IS NOT NULL)),
  CONSTRAINT "feedback_note_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "feedback_note_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "feedback_note_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "feedback_note_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "feedback_note_request_id_fkey" FOREIGN KEY ("agency_id", "request_id") REFERENCES "feedback_request" ("agency_id", "id")
) STRICT;

CREATE TABLE "feedback_request" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "unit_id" TEXT,
  "question" TEXT NOT NULL,
  "result_lineage_id" TEXT,
  "value" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "asked_at" TEXT NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "feedback_request_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "feedback_request_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_request_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_request_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_request_author_id_check" CHECK (length(author_id) = 36 AND author_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_request_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_request_question_check" CHECK (length(question) <= 4000),
  CONSTRAINT "feedback_request_result_lineage_id_check" CHECK (length(result_lineage_id) = 36 AND result_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "feedback_request_version_check" CHECK (version >= 1),
  CONSTRAINT "feedback_request_asked_at_check" CHECK (asked_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "feedback_request_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "feedback_request_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "feedback_request_rule_people_check" CHECK (author_id <> employee_id),
  CONSTRAINT "feedback_request_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "feedback_request_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "feedback_request_author_id_fkey" FOREIGN KEY ("agency_id", "author_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "feedback_request_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id")
) STRICT;

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
