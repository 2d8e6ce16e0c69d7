CREATE TABLE "import_job" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "requested_by_id" uuid NOT NULL,
  "actor" text NOT NULL,
  "request_id" text NOT NULL,
  "locale" text NOT NULL,
  "files" text NOT NULL,
  "effective" date NOT NULL,
  "dry_run" boolean NOT NULL,
  "rows_taken" text NOT NULL,
  "state" text NOT NULL,
  "stage" text,
  "done" integer NOT NULL,
  "total" integer,
  "attempts" integer NOT NULL,
  "written" boolean NOT NULL,
  "row_count" integer NOT NULL,
  "rejected" integer NOT NULL,
  "errors" integer NOT NULL,
  "notices" integer NOT NULL,
  "locked_ms" integer,
  "counts" text NOT NULL,
  "stopped_by" text,
  "report_until" timestamptz,
  "requested_at" timestamptz NOT NULL,
  "started_at" timestamptz,
  "finished_at" timestamptz,
  CONSTRAINT "import_job_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "import_job_request_id_check" CHECK (length(request_id) <= 200),
  CONSTRAINT "import_job_locale_check" CHECK (length(locale) <= 64),
  CONSTRAINT "import_job_rule_progress_check" CHECK (done >= 0 AND (total IS NULL OR done <= total)),
  CONSTRAINT "import_job_rule_written_check" CHECK (NOT (written AND dry_run)),
  CONSTRAINT "import_job_rule_ended_check" CHECK ((finished_at IS NULL) = (state IN ('WAITING', 'RUNNING')))
);

CREATE TABLE "import_problem" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "job_id" uuid NOT NULL,
  "ordinal" integer NOT NULL,
  "file" integer NOT NULL,
  "sheet" text,
  "line" integer NOT NULL,
  "field" text,
  "code" text NOT NULL,
  "severity" text NOT NULL,
  "params" text NOT NULL,
  CONSTRAINT "import_problem_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "import_problem_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "import_problem_sheet_check" CHECK (length(sheet) <= 200),
  CONSTRAINT "import_problem_field_check" CHECK (length(field) <= 200),
  CONSTRAINT "import_problem_code_check" CHECK (length(code) <= 64)
);

CREATE TABLE "upload" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "person_id" uuid NOT NULL,
  "name" text NOT NULL,
  "type" text NOT NULL,
  "size" integer NOT NULL,
  "sha256" text NOT NULL,
  "created_at" timestamptz NOT NULL,
  "expires_at" timestamptz NOT NULL,
  CONSTRAINT "upload_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "upload_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "upload_sha256_check" CHECK (length(sha256) <= 64),
  CONSTRAINT "upload_rule_size_check" CHECK (size > 0),
  CONSTRAINT "upload_rule_digest_check" CHECK (length(sha256) = 64),
  CONSTRAINT "upload_rule_expiry_check" CHECK (created_at < expires_at)
);

CREATE UNIQUE INDEX "import_job_agency_id_key" ON "import_job" ("agency_id", "id");

CREATE INDEX "import_job_state_id_idx" ON "import_job" ("state", "id");

CREATE INDEX "import_job_requested_at_id_idx" ON "import_job" ("agency_id", "requested_at", "id");

CREATE INDEX "import_job_requested_by_idx" ON "import_job" ("agency_id", "requested_by_id");

CREATE UNIQUE INDEX "import_problem_job_ordinal_key" ON "import_problem" ("agency_id", "job_id", "ordinal");

CREATE INDEX "upload_person_expires_at_idx" ON "upload" ("agency_id", "person_id", "expires_at");

CREATE INDEX "upload_expires_at_idx" ON "upload" ("expires_at");

ALTER TABLE "import_job" ADD CONSTRAINT "import_job_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "import_job" ADD CONSTRAINT "import_job_requested_by_id_fkey" FOREIGN KEY ("agency_id", "requested_by_id") REFERENCES "employee" ("agency_id", "id");

ALTER TABLE "import_problem" ADD CONSTRAINT "import_problem_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "import_problem" ADD CONSTRAINT "import_problem_job_id_fkey" FOREIGN KEY ("agency_id", "job_id") REFERENCES "import_job" ("agency_id", "id");

ALTER TABLE "upload" ADD CONSTRAINT "upload_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "upload" ADD CONSTRAINT "upload_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id");
