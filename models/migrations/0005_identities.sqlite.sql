DROP TABLE "identity";

CREATE TABLE "employee_identity" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "employee_id" TEXT NOT NULL,
  "issuer" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "recorded_from" TEXT NOT NULL,
  "recorded_to" TEXT,
  CONSTRAINT "employee_identity_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "employee_identity_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_identity_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_identity_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "employee_identity_issuer_check" CHECK (length(issuer) <= 400),
  CONSTRAINT "employee_identity_subject_check" CHECK (length(subject) <= 400),
  CONSTRAINT "employee_identity_recorded_from_check" CHECK (recorded_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "employee_identity_recorded_to_check" CHECK (recorded_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "employee_identity_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to),
  CONSTRAINT "employee_identity_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "employee_identity_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "employee_identity_subject_key" ON "employee_identity" ("agency_id", "issuer", "subject") WHERE recorded_to IS NULL;

CREATE UNIQUE INDEX "employee_identity_one_account_key" ON "employee_identity" ("agency_id", "employee_id", "issuer") WHERE recorded_to IS NULL;

CREATE INDEX "employee_identity_issuer_subject_idx" ON "employee_identity" ("issuer", "subject");

CREATE INDEX "employee_identity_employee_idx" ON "employee_identity" ("agency_id", "employee_id");
