CREATE TABLE "evidence" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "subject_kind" TEXT NOT NULL,
  "subject_id" TEXT NOT NULL,
  "indicator_lineage_id" TEXT,
  "employee_id" TEXT NOT NULL,
  "unit_id" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "url" TEXT,
  "file_key" TEXT,
  "file_name" TEXT,
  "file_type" TEXT,
  "size" INTEGER,
  "sha256" TEXT,
  "attached_at" TEXT NOT NULL,
  "removed_by_id" TEXT,
  "removed_at" TEXT,
  "removal_reason" TEXT,
  "state" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "state_since" TEXT NOT NULL,
  "updated_at" TEXT NOT NULL,
  CONSTRAINT "evidence_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "evidence_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_subject_id_check" CHECK (length(subject_id) = 36 AND subject_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_indicator_lineage_id_check" CHECK (length(indicator_lineage_id) = 36 AND indicator_lineage_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_employee_id_check" CHECK (length(employee_id) = 36 AND employee_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_unit_id_check" CHECK (length(unit_id) = 36 AND unit_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_title_check" CHECK (length(title) <= 500),
  CONSTRAINT "evidence_url_check" CHECK (length(url) <= 2000),
  CONSTRAINT "evidence_file_key_check" CHECK (length(file_key) = 36 AND file_key NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_file_name_check" CHECK (length(file_name) <= 200),
  CONSTRAINT "evidence_sha256_check" CHECK (length(sha256) <= 64),
  CONSTRAINT "evidence_attached_at_check" CHECK (attached_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "evidence_removed_by_id_check" CHECK (length(removed_by_id) = 36 AND removed_by_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "evidence_removed_at_check" CHECK (removed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "evidence_removal_reason_check" CHECK (length(removal_reason) <= 2000),
  CONSTRAINT "evidence_version_check" CHECK (version >= 1),
  CONSTRAINT "evidence_state_since_check" CHECK (state_since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "evidence_updated_at_check" CHECK (updated_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "evidence_rule_either_check" CHECK ((url IS NULL) <> (sha256 IS NULL)),
  CONSTRAINT "evidence_rule_file_check" CHECK ((sha256 IS NULL) = (file_key IS NULL) AND (sha256 IS NULL) = (file_name IS NULL) AND (sha256 IS NULL) = (file_type IS NULL) AND (sha256 IS NULL) = (size IS NULL)),
  CONSTRAINT "evidence_rule_tombstone_check" CHECK ((state = 'REMOVED') = (removed_at IS NOT NULL) AND (removed_at IS NULL) = (removed_by_id IS NULL) AND (removed_at IS NULL) = (removal_reason IS NULL)),
  CONSTRAINT "evidence_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "evidence_employee_id_fkey" FOREIGN KEY ("agency_id", "employee_id") REFERENCES "employee" ("agency_id", "id"),
  CONSTRAINT "evidence_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "org_unit" ("agency_id", "id"),
  CONSTRAINT "evidence_removed_by_id_fkey" FOREIGN KEY ("agency_id", "removed_by_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE INDEX "evidence_subject_id_idx" ON "evidence" ("agency_id", "subject_id", "id");

CREATE INDEX "evidence_gone_idx" ON "evidence" ("removed_at", "file_key") WHERE removed_at IS NOT NULL;

CREATE INDEX "evidence_file_idx" ON "evidence" ("file_key") WHERE file_key IS NOT NULL;

CREATE INDEX "evidence_employee_idx" ON "evidence" ("agency_id", "employee_id");
