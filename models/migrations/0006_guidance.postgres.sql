CREATE TABLE "guidance_edition" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "valid_from" date NOT NULL,
  "document_number" text,
  "recorded_at" timestamptz NOT NULL,
  "version" integer NOT NULL,
  CONSTRAINT "guidance_edition_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "guidance_edition_document_number_check" CHECK (length(document_number) <= 120),
  CONSTRAINT "guidance_edition_version_check" CHECK (version >= 1)
);

CREATE TABLE "guidance_text" (
  "id" uuid NOT NULL,
  "agency_id" uuid NOT NULL,
  "edition_id" uuid NOT NULL,
  "topic" text NOT NULL,
  "language" text NOT NULL,
  "title" text,
  "text" text,
  CONSTRAINT "guidance_text_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "guidance_text_title_check" CHECK (length(title) <= 200),
  CONSTRAINT "guidance_text_text_check" CHECK (length(text) <= 4000),
  CONSTRAINT "guidance_text_rule_whole_check" CHECK ((title IS NULL) = (text IS NULL))
);

CREATE UNIQUE INDEX "guidance_edition_agency_id_key" ON "guidance_edition" ("agency_id", "id");

CREATE INDEX "guidance_edition_valid_from_id_idx" ON "guidance_edition" ("agency_id", "valid_from", "id");

CREATE UNIQUE INDEX "guidance_text_edition_topic_language_key" ON "guidance_text" ("agency_id", "edition_id", "topic", "language");

CREATE INDEX "guidance_text_topic_language_idx" ON "guidance_text" ("agency_id", "topic", "language");

ALTER TABLE "guidance_edition" ADD CONSTRAINT "guidance_edition_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "guidance_text" ADD CONSTRAINT "guidance_text_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency" ("id");

ALTER TABLE "guidance_text" ADD CONSTRAINT "guidance_text_edition_id_fkey" FOREIGN KEY ("agency_id", "edition_id") REFERENCES "guidance_edition" ("agency_id", "id");
