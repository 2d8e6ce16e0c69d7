CREATE TABLE "guidance_edition" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "valid_from" TEXT NOT NULL,
  "document_number" TEXT,
  "recorded_at" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "guidance_edition_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "guidance_edition_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "guidance_edition_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "guidance_edition_valid_from_check" CHECK (valid_from IS date(valid_from, '+0 days')),
  CONSTRAINT "guidance_edition_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "guidance_edition_recorded_at_check" CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
  CONSTRAINT "guidance_edition_version_check" CHECK (version >= 1),
  CONSTRAINT "guidance_edition_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id")
) STRICT;

CREATE TABLE "guidance_text" (
  "id" TEXT NOT NULL,
  "agency_id" TEXT NOT NULL,
  "edition_id" TEXT NOT NULL,
  "topic" TEXT NOT NULL,
  "language" TEXT NOT NULL,
  "title" TEXT,
  "text" TEXT,
  CONSTRAINT "guidance_text_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "guidance_text_id_check" CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "guidance_text_agency_id_check" CHECK (length(agency_id) = 36 AND agency_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "guidance_text_edition_id_check" CHECK (length(edition_id) = 36 AND edition_id NOT GLOB '*[^0-9a-f-]*'),
  CONSTRAINT "guidance_text_title_check" CHECK (length(title) <= 200),
  CONSTRAINT "guidance_text_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "guidance_text_rule_whole_check" CHECK ((title IS NULL) = (text IS NULL)),
  CONSTRAINT "guidance_text_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id"),
  CONSTRAINT "guidance_text_edition_id_fkey" FOREIGN KEY ("agency_id", "edition_id") REFERENCES "guidance_edition" ("agency_id", "id")
) STRICT;

CREATE UNIQUE INDEX "guidance_edition_agency_id_key" ON "guidance_edition" ("agency_id", "id");

CREATE INDEX "guidance_edition_valid_from_id_idx" ON "guidance_edition" ("agency_id", "valid_from", "id");

CREATE UNIQUE INDEX "guidance_text_edition_topic_language_key" ON "guidance_text" ("agency_id", "edition_id", "topic", "language");

CREATE INDEX "guidance_text_topic_language_idx" ON "guidance_text" ("agency_id", "topic", "language");
