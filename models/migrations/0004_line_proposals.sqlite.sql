CREATE TABLE "line_proposal" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "assignment_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "appraiser_id" TEXT NOT NULL,
  "approver_id" TEXT,
  "proposed_by_id" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "valid_to" TEXT,
  "reason" TEXT NOT NULL,
  "document_number" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  "decided_by_id" TEXT,
  "decision_reason" TEXT,
  CONSTRAINT "line_proposal_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "line_proposal_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_assignment_id_check" CHECK (length(assignment_id) = 36 AND assignment_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_appraiser_id_check" CHECK (length(appraiser_id) = 36 AND appraiser_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_approver_id_check" CHECK (length(approver_id) = 36 AND approver_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_proposed_by_id_check" CHECK (length(proposed_by_id) = 36 AND proposed_by_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "line_proposal_valid_to_check" CHECK (valid_to IS date(valid_to, '+0 days')),
  CONSTRAINT "line_proposal_reason_check" CHECK (length(reason) <= 2000),
  CONSTRAINT "line_proposal_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "line_proposal_version_check" CHECK (version >= 1),
  CONSTRAINT "line_proposal_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "line_proposal_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "line_proposal_decided_by_id_check" CHECK (length(decided_by_id) = 36 AND decided_by_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "line_proposal_decision_reason_check" CHECK (length(decision_reason) <= 2000),
  CONSTRAINT "line_proposal_validity_check" CHECK (valid_to IS NULL OR valid_from < valid_to),
  CONSTRAINT "line_proposal_rule_people_check" CHECK (appraiser_id <> employee_id),
  CONSTRAINT "line_proposal_rule_approver_check" CHECK (approver_id IS NULL OR (approver_id <> employee_id AND approver_id <> appraiser_id)),
  CONSTRAINT "line_proposal_rule_decided_check" CHECK ((state IN ('ACCEPTED', 'REJECTED')) = (decided_by_id IS NOT NULL)),
  CONSTRAINT "line_proposal_rule_two_people_check" CHECK (decided_by_id IS NULL OR (decided_by_id <> proposed_by_id AND decided_by_id <> employee_id)),
  CONSTRAINT "line_proposal_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "line_proposal_assignment_id_fkey" FOREIGN KEY ("agency_id", "assignment_id") REFERENCES "assignment" ("agency_id", "id"),
  CONSTRAINT "line_proposal_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "line_proposal_appraiser_id_fkey" FOREIGN KEY ("agency_id", "appraiser_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "line_proposal_approver_id_fkey" FOREIGN KEY ("agency_id", "approver_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "line_proposal_proposed_by_id_fkey" FOREIGN KEY ("agency_id", "proposed_by_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "line_proposal_decided_by_id_fkey" FOREIGN KEY ("agency_id", "decided_by_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "line_proposal_open_key" ON "line_proposal" ("agency_id", "assignment_id", "proposed_by_id") WHERE state = 'PROPOSED';

CREATE INDEX "line_proposal_state_id_idx" ON "line_proposal" ("agency_id", "state", "id");

CREATE INDEX "line_proposal_assignment_idx" ON "line_proposal" ("agency_id", "assignment_id");

CREATE INDEX "line_proposal_employee_idx" ON "line_proposal" ("agency_id", "employee_id");

CREATE INDEX "line_proposal_appraiser_idx" ON "line_proposal" ("agency_id", "appraiser_id");

CREATE INDEX "line_proposal_approver_idx" ON "line_proposal" ("agency_id", "approver_id");

CREATE INDEX "line_proposal_proposed_by_idx" ON "line_proposal" ("agency_id", "proposed_by_id");
