-- AlterTable
ALTER TABLE "companies" ADD COLUMN "import_key" TEXT COLLATE "C" NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "contacts" ADD COLUMN "email_shared" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "import_chunks" (
    "organization_id" UUID NOT NULL,
    "upload_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_chunks_pkey" PRIMARY KEY ("organization_id","upload_id","index")
);

-- CreateTable
CREATE TABLE "imports" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "separator" TEXT NOT NULL,
    "has_header" BOOLEAN NOT NULL,
    "columns" JSONB NOT NULL,
    "suggested_mapping" JSONB NOT NULL,
    "mapping" JSONB,
    "duplicates" TEXT,
    "row_count" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "undo_removed" INTEGER,
    "undo_reverted" INTEGER,
    "undo_kept" INTEGER,
    "error" TEXT,
    "actor" JSONB,
    "lease_owner" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "import_files" (
    "organization_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "import_files_pkey" PRIMARY KEY ("organization_id","import_id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "organization_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "row_number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "faults" JSONB,
    "contact_id" UUID,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("organization_id","import_id","row_number")
);

-- CreateTable
CREATE TABLE "import_changes" (
    "organization_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "version_after" INTEGER NOT NULL,
    "undone" TEXT,

    CONSTRAINT "import_changes_pkey" PRIMARY KEY ("organization_id","import_id","kind","entity_id")
);

-- AddForeignKey
ALTER TABLE "import_files" ADD CONSTRAINT "import_files_organization_id_import_id_fkey" FOREIGN KEY ("organization_id", "import_id") REFERENCES "imports"("organization_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_organization_id_import_id_fkey" FOREIGN KEY ("organization_id", "import_id") REFERENCES "imports"("organization_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "import_changes" ADD CONSTRAINT "import_changes_organization_id_import_id_fkey" FOREIGN KEY ("organization_id", "import_id") REFERENCES "imports"("organization_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- RowSecurity
ALTER TABLE "import_chunks" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "import_chunks" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "import_chunks" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "imports" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "imports" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "imports" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "import_files" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "import_files" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "import_files" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "import_rows" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "import_rows" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "import_rows" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "import_changes" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "import_changes" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "import_changes" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- By hand: of several live contacts with one e-mail, one has it to itself; the others came by an import that was told to
-- create duplicates. A contact that gets another e-mail stands in the line of that one like everybody else.
DROP INDEX "contacts_email_live_key";
CREATE UNIQUE INDEX "contacts_email_live_key" ON "contacts" ("organization_id", "email") WHERE "deleted_at" IS NULL AND NOT "email_shared";
CREATE INDEX "contacts_email_shared_idx" ON "contacts" ("organization_id", "email") WHERE "deleted_at" IS NULL AND "email_shared";
CREATE FUNCTION "unshare_email"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.email_shared := false;
  RETURN new;
END $$;
CREATE TRIGGER "contacts_unshare_email" BEFORE UPDATE OF "email" ON "contacts" FOR EACH ROW
  WHEN (old.email IS DISTINCT FROM new.email) EXECUTE FUNCTION "unshare_email"();

-- By hand: what an import finds companies by. `nameKey` of imports/cell-values.ts is the same rule. A column and not an index on
-- an expression: under row security the planner may use an index only for conditions that cannot leak, which a function of ours can.
CREATE OR REPLACE FUNCTION "set_company_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.name_key := "crm"."search_text"(new.name);
  new.import_key := regexp_replace(new.name_key, '[^a-z0-9]', '', 'g');
  RETURN new;
END $$;
UPDATE "companies" SET "name" = "name";
CREATE INDEX "companies_import_key_idx" ON "companies" ("organization_id", "import_key") WHERE "deleted_at" IS NULL;
CREATE INDEX "companies_domain_idx" ON "companies" ("organization_id", "domain") WHERE "deleted_at" IS NULL;

-- By hand: one import of an organization at a time, whatever the service believes; and counts that add up.
CREATE UNIQUE INDEX "imports_at_work_key" ON "imports" ("organization_id") WHERE "status" IN ('running', 'undoing');
CREATE INDEX "imports_created_idx" ON "imports" ("organization_id", "created_at", "id");
CREATE INDEX "import_changes_open_idx" ON "import_changes" ("organization_id", "import_id", "kind" DESC, "entity_id") WHERE "undone" IS NULL;
CREATE INDEX "import_rows_failed_idx" ON "import_rows" ("organization_id", "import_id", "row_number") WHERE "outcome" = 'failed';
ALTER TABLE "imports" ADD CONSTRAINT "imports_status_check" CHECK ("status" IN ('uploaded', 'running', 'finished', 'failed', 'undoing', 'undone'));
ALTER TABLE "imports" ADD CONSTRAINT "imports_counts_check" CHECK ("created" + "updated" + "skipped" + "failed" = "done" AND "done" <= "row_count");
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_outcome_check" CHECK ("outcome" IN ('created', 'updated', 'skipped', 'failed'));

-- By hand: the job asks which imports wait for a worker. It learns their ids and nothing else.
CREATE POLICY "work" ON "imports" FOR SELECT TO "crm_owner" USING ("status" IN ('running', 'undoing'));
CREATE FUNCTION "imports_to_work"() RETURNS TABLE ("organization_id" uuid, "id" uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "crm", pg_temp
  AS $$ SELECT i."organization_id", i."id" FROM "imports" i
        WHERE i."status" IN ('running', 'undoing') AND (i."lease_until" IS NULL OR i."lease_until" < now()) ORDER BY i."started_at" LIMIT 100 $$;
REVOKE ALL ON FUNCTION "imports_to_work"() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "imports_to_work"() TO "crm_app";
