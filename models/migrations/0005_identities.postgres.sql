DROP TABLE "identity";

CREATE TABLE "employee_identity" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "employee_id" uuid NOT NULL,
  "issuer" text NOT NULL,
  "subject" text NOT NULL,
  "recorded_from" timestamptz NOT NULL,
  "recorded_to" timestamptz,
  CONSTRAINT "employee_identity_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "employee_identity_issuer_check" CHECK (length(issuer) <= 400),
  CONSTRAINT "employee_identity_subject_check" CHECK (length(subject) <= 400),
  CONSTRAINT "employee_identity_recorded_check" CHECK (recorded_to IS NULL OR recorded_from <= recorded_to)
);

CREATE UNIQUE INDEX "employee_identity_subject_key" ON "employee_identity" ("agency_id", "issuer", "subject") WHERE recorded_to IS NULL;

CREATE UNIQUE INDEX "employee_identity_one_account_key" ON "employee_identity" ("agency_id", "employee_id", "issuer") WHERE recorded_to IS NULL;

CREATE INDEX "employee_identity_issuer_subject_idx" ON "employee_identity" ("issuer", "subject");

CREATE INDEX "employee_identity_employee_idx" ON "employee_identity" ("agency_id", "employee_id");

ALTER TABLE "employee_identity" ADD CONSTRAINT "employee_identity_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "employee_identity" ADD CONSTRAINT "employee_identity_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");
