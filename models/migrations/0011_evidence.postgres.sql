CREATE TABLE "evidence" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "subject_kind" text NOT NULL,
  "subject_id" uuid NOT NULL,
  "indicator_lineage_id" uuid,
  "employee_id" uuid NOT NULL,
  "unit_id" uuid NOT NULL,
  "title" text NOT NULL,
  "url" text,
  "file_key" uuid,
  "file_name" text,
  "file_type" text,
  "size" integer,
  "sha256" text,
  "attached_at" timestamptz NOT NULL,
  "removed_by_id" uuid,
  "removed_at" timestamptz,
  "removal_reason" text,
  "state" text NOT NULL,
  "version" integer NOT NULL,
  "state_since" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  CONSTRAINT "evidence_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "evidence_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "evidence_url_check" CHECK (length(url) <= 2000),
  CONSTRAINT "evidence_file_name_check" CHECK (length(file_name) <= 200),
  CONSTRAINT "evidence_sha256_check" CHECK (length(sha256) <= 64),
  CONSTRAINT "evidence_removal_reason_check" CHECK (length(removal_reason) <= 2000),
  CONSTRAINT "evidence_version_check" CHECK (version >= 1),
  CONSTRAINT "evidence_rule_either_check" CHECK ((url IS NULL) <> (sha256 IS NULL)),
  CONSTRAINT "evidence_rule_file_check" CHECK ((sha256 IS NULL) = (file_key IS NULL) AND (sha256 IS NULL) = (file_name IS NULL) AND (sha256 IS NULL) = (file_type IS NULL) AND (sha256 IS NULL) = (size IS NULL)),
  CONSTRAINT "evidence_rule_tombstone_check" CHECK ((state = 'REMOVED') = (removed_at IS NOT NULL) AND (removed_at IS NULL) = (removed_by_id IS NULL) AND (removed_at IS NULL) = (removal_reason IS NULL))
);

CREATE INDEX "evidence_subject_id_idx" ON "evidence" ("agency_id", "subject_id", "id");

CREATE INDEX "evidence_gone_idx" ON "evidence" ("removed_at", "file_key") WHERE removed_at IS NOT NULL;

CREATE INDEX "evidence_file_idx" ON "evidence" ("file_key") WHERE file_key IS NOT NULL;

CREATE INDEX "evidence_employee_idx" ON "evidence" ("agency_id", "employee_id");

ALTER TABLE "evidence" ADD CONSTRAINT "evidence_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "evidence" ADD CONSTRAINT "evidence_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "evidence" ADD CONSTRAINT "evidence_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id");

ALTER TABLE "evidence" ADD CONSTRAINT "evidence_removed_by_id_fkey" FOREIGN KEY ("agency_id", "removed_by_id") REFERENCES "employee" ("agency_id", "id");
