CREATE TABLE "line_proposal" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "assignment_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "appraiser_id" uuid NOT NULL,
  "approver_id" uuid,
  "proposed_by_id" uuid NOT NULL,
  "valid_from" date NOT NULL,
  "valid_to" date,
  "reason" text NOT NULL,
  "document_number" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "decided_by_id" uuid,
  "decision_reason" text,
  CONSTRAINT "line_proposal_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "line_proposal_reason_check" CHECK (length(reason) <= 2000),
  CONSTRAINT "line_proposal_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "line_proposal_version_check" CHECK (version >= 1),
  CONSTRAINT "line_proposal_decision_reason_check" CHECK (length(decision_reason) <= 2000),
  CONSTRAINT "line_proposal_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "line_proposal_rule_people_check" CHECK (appraiser_id <> employee_id),
  CONSTRAINT "line_proposal_rule_approver_check" CHECK (approver_id IS NULL OR (approver_id <> employee_id AND approver_id <> appraiser_id)),
  CONSTRAINT "line_proposal_rule_decided_check" CHECK ((state IN ('ACCEPTED', 'REJECTED')) = (decided_by_id IS NOT NULL)),
  CONSTRAINT "line_proposal_rule_two_people_check" CHECK (decided_by_id IS NULL OR (decided_by_id <> proposed_by_id AND decided_by_id <> employee_id))
);

CREATE UNIQUE INDEX "line_proposal_open_key" ON "line_proposal" ("agency_id", "assignment_id", "proposed_by_id") WHERE state = 'PROPOSED';

CREATE INDEX "line_proposal_state_id_idx" ON "line_proposal" ("agency_id", "state", "id");

CREATE INDEX "line_proposal_assignment_idx" ON "line_proposal" ("agency_id", "assignment_id");

CREATE INDEX "line_proposal_employee_idx" ON "line_proposal" ("agency_id", "employee_id");

CREATE INDEX "line_proposal_appraiser_idx" ON "line_proposal" ("agency_id", "appraiser_id");

CREATE INDEX "line_proposal_approver_idx" ON "line_proposal" ("agency_id", "approver_id");

CREATE INDEX "line_proposal_proposed_by_idx" ON "line_proposal" ("agency_id", "proposed_by_id");

ALTER TABLE "line_proposal" ADD CONSTRAINT "line_proposal_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "line_proposal" ADD CONSTRAINT "line_proposal_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id");

ALTER TABLE "line_proposal" ADD CONSTRAINT "line_proposal_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "line_proposal" ADD CONSTRAINT "line_proposal_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "line_proposal" ADD CONSTRAINT "line_proposal_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "line_proposal" ADD CONSTRAINT "line_proposal_proposed_by_id_fkey" FOREIGN KEY ("agency_id", "proposed_by_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "line_proposal" ADD CONSTRAINT "line_proposal_decided_by_id_fkey" FOREIGN KEY ("agency_id", "decided_by_id") REFERENCES "employee" ("agency_id", "id");
