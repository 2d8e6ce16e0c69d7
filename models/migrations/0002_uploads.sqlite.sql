CREATE TABLE "import_job" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "requested_by_id" TEXT NOT NULL,
  "actor" TEXT NOT NULL,
  "request_id" TEXT NOT NULL,
  "locale" TEXT NOT NULL,
  "files" TEXT NOT NULL,
  "effective" TEXT NOT NULL,
  "dry_run" INTEGER NOT NULL,
  "rows_taken" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "stage" TEXT,
  "done" INTEGER NOT NULL,
  "total" INTEGER,
  "attempts" INTEGER NOT NULL,
  "written" INTEGER NOT NULL,
  "row_count" INTEGER NOT NULL,
  "rejected" INTEGER NOT NULL,
  "errors" INTEGER NOT NULL,
  "notices" INTEGER NOT NULL,
  "locked_ms" INTEGER,
  "counts" TEXT NOT NULL,
  "stopped_by" TEXT,
  "report_until" TEXT,
  "requested_at" TEXT NOT NULL,
  "started_at" TEXT,
  "finished_at" TEXT,
  CONSTRAINT "import_job_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "import_job_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "import_job_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "import_job_requested_by_id_check" CHECK (length(requested_by_id) = 36 AND requested_by_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "import_job_request_id_check" CHECK (length(request_id) <= 200),
  CONSTRAINT "import_job_locale_check" CHECK (length(locale) <= 64),
  CONSTRAINT "import_job_effective_check" CHECK (effective IS date(effective, '+0 days')),
  CONSTRAINT "import_job_dry_run_check" CHECK (dry_run IN (0, 1)),
  CONSTRAINT "import_job_written_check" CHECK (written IN (0, 1)),
  CONSTRAINT "import_job_report_until_check" CHECK (report_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "import_job_requested_at_check" CHECK (requested_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "import_job_started_at_check" CHECK (started_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "import_job_finished_at_check" CHECK (finished_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "import_job_rule_progress_check" CHECK (done >= 0 AND (total IS NULL OR done <= total)),
  CONSTRAINT "import_job_rule_written_check" CHECK (NOT (written AND dry_run)),
  CONSTRAINT "import_job_rule_ended_check" CHECK ((finished_at IS NULL) = (state IN ('WAITING', 'RUNNING'))),
  CONSTRAINT "import_job_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "import_job_requested_by_id_fkey" FOREIGN KEY ("agency_id", "requested_by_id") REFERENCES "employee" ("agency_id", "id")
) STRICT;

CREATE TABLE "import_problem" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "job_id" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "file" INTEGER NOT NULL,
  "sheet" TEXT,
  "line" INTEGER NOT NULL,
  "field" TEXT,
  "code" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "params" TEXT NOT NULL,
  CONSTRAINT "import_problem_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "import_problem_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "import_problem_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "import_problem_job_id_check" CHECK (length(job_id) = 36 AND job_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "import_problem_ordinal_check" CHECK (ordinal >= 1),
  CONSTRAINT "import_problem_sheet_check" CHECK (length(sheet) <= 200),
  CONSTRAINT "import_problem_field_check" CHECK (length(field) <= 200),
  CONSTRAINT "import_problem_code_check" CHECK (length(code) <= 64),
  CONSTRAINT "import_problem_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "import_problem_job_id_fkey" FOREIGN KEY ("agency_id", "job_id") REFERENCES "import_job" ("agency_id", "id")
) STRICT;

CREATE TABLE "upload" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "person_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "size" INTEGER NOT NULL,
  "sha256" TEXT NOT NULL,
  "created_at" TEXT NOT NULL,
  "expires_at" TEXT NOT NULL,
  CONSTRAINT "upload_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "upload_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "upload_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "upload_person_id_check" CHECK (length(person_id) = 36 AND person_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "upload_name_check" CHECK (length(name) <= 200),
  CONSTRAINT "upload_sha256_check" CHECK (length(sha256) <= 64),
  CONSTRAINT "upload_created_at_check" CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "upload_expires_at_check" CHECK (expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "upload_rule_size_check" CHECK (size > 0),
  CONSTRAINT "upload_rule_digest_check" CHECK (length(sha256) = 64),
  CONSTRAINT "upload_rule_expiry_check" CHECK (created_at < expires_at),
  CONSTRAINT "upload_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "upload_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id")
) STRICT;

CREATE UNIQUE INDEX "import_job_agency_id_key" ON "import_job" ("agency_id", "id");

CREATE INDEX "import_job_state_id_idx" ON "import_job" ("state", "id");

CREATE INDEX "import_job_requested_at_id_idx" ON "import_job" ("agency_id", "requested_at", "id");

CREATE INDEX "import_job_requested_by_idx" ON "import_job" ("agency_id", "requested_by_id");

CREATE UNIQUE INDEX "import_problem_job_ordinal_key" ON "import_problem" ("agency_id", "job_id", "ordinal");

CREATE INDEX "upload_person_expires_at_idx" ON "upload" ("agency_id", "person_id", "expires_at");

CREATE INDEX "upload_expires_at_idx" ON "upload" ("expires_at");
