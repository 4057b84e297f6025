-- CreateTable
CREATE TABLE "companies" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "nip" TEXT,
    "domain" TEXT,
    "website" TEXT,
    "phone" TEXT,
    "street" TEXT,
    "postal_code" TEXT,
    "city" TEXT,
    "notes" TEXT,
    "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "companies_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "contacts" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT NOT NULL,
    "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "email" TEXT,
    "phone" TEXT,
    "phone_digits" TEXT,
    "job_title" TEXT,
    "company_id" UUID,
    "street" TEXT,
    "postal_code" TEXT,
    "city" TEXT,
    "notes" TEXT,
    "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "last_contact_on" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "contact_counts" (
    "organization_id" UUID NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "contact_counts_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "contact_changes" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "actor_id" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "time" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_changes_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "pipelines" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pipelines_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "stages" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "pipeline_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "probability" INTEGER NOT NULL,

    CONSTRAINT "stages_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "deals" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "pipeline_id" UUID NOT NULL,
    "stage_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "title_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "value_amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "company_id" UUID,
    "contact_id" UUID,
    "expected_close_on" DATE,
    "notes" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open',
    "motion" TEXT NOT NULL DEFAULT 'stuck',
    "owner_id" TEXT NOT NULL,
    "lost_reason" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "stage_entered_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "deals_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "stage_changes" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "deal_id" UUID NOT NULL,
    "from_stage_id" UUID,
    "to_stage_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "seconds_in_previous" INTEGER,

    CONSTRAINT "stage_changes_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "commitments" (
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "deal_id" UUID NOT NULL,
    "is_open" BOOLEAN NOT NULL,
    "list" TEXT,
    "defer_until" DATE,
    "wake_on" DATE,

    CONSTRAINT "commitments_pkey" PRIMARY KEY ("organization_id","kind","id")
);

-- CreateIndex
CREATE INDEX "contact_changes_organization_id_contact_id_id_idx" ON "contact_changes"("organization_id", "contact_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "stages_organization_id_pipeline_id_id_key" ON "stages"("organization_id", "pipeline_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "stages_organization_id_pipeline_id_position_key" ON "stages"("organization_id", "pipeline_id", "position");

-- CreateIndex
CREATE INDEX "stage_changes_organization_id_deal_id_id_idx" ON "stage_changes"("organization_id", "deal_id", "id");

-- CreateIndex
CREATE INDEX "commitments_organization_id_deal_id_idx" ON "commitments"("organization_id", "deal_id");

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_organization_id_company_id_fkey" FOREIGN KEY ("organization_id", "company_id") REFERENCES "companies"("organization_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stages" ADD CONSTRAINT "stages_organization_id_pipeline_id_fkey" FOREIGN KEY ("organization_id", "pipeline_id") REFERENCES "pipelines"("organization_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "deals" ADD CONSTRAINT "deals_organization_id_pipeline_id_fkey" FOREIGN KEY ("organization_id", "pipeline_id") REFERENCES "pipelines"("organization_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "deals" ADD CONSTRAINT "deals_organization_id_pipeline_id_stage_id_fkey" FOREIGN KEY ("organization_id", "pipeline_id", "stage_id") REFERENCES "stages"("organization_id", "pipeline_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "deals" ADD CONSTRAINT "deals_organization_id_company_id_fkey" FOREIGN KEY ("organization_id", "company_id") REFERENCES "companies"("organization_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "deals" ADD CONSTRAINT "deals_organization_id_contact_id_fkey" FOREIGN KEY ("organization_id", "contact_id") REFERENCES "contacts"("organization_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stage_changes" ADD CONSTRAINT "stage_changes_organization_id_deal_id_fkey" FOREIGN KEY ("organization_id", "deal_id") REFERENCES "deals"("organization_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;


-- RowSecurity
ALTER TABLE "companies" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "companies" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "companies" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "contacts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "contacts" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "contacts" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "contact_counts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "contact_counts" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "contact_counts" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "contact_changes" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "contact_changes" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "contact_changes" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "pipelines" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "pipelines" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "pipelines" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "stages" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "stages" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "stages" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "deals" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "deals" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "deals" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "stage_changes" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "stage_changes" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "stage_changes" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "commitments" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "commitments" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "commitments" TO "crm_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- By hand: keys made from other columns. Generated columns would do, but Prisma's engine cannot read a schema that has them.
CREATE FUNCTION "set_company_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.name_key := "crm"."search_text"(new.name);
  RETURN new;
END $$;
CREATE TRIGGER "companies_keys" BEFORE INSERT OR UPDATE OF "name" ON "companies" FOR EACH ROW EXECUTE FUNCTION "set_company_keys"();

CREATE FUNCTION "set_contact_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.name_key := "crm"."search_text"(concat_ws(' ', new.last_name, new.first_name));
  new.phone_digits := regexp_replace(regexp_replace(new.phone, '\D', '', 'g'), '^(00)?48(?=\d{9}$)', '');
  RETURN new;
END $$;
CREATE TRIGGER "contacts_keys" BEFORE INSERT OR UPDATE OF "last_name", "first_name", "phone" ON "contacts" FOR EACH ROW EXECUTE FUNCTION "set_contact_keys"();

CREATE FUNCTION "set_deal_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.title_key := "crm"."search_text"(new.title);
  RETURN new;
END $$;
CREATE TRIGGER "deals_keys" BEFORE INSERT OR UPDATE OF "title" ON "deals" FOR EACH ROW EXECUTE FUNCTION "set_deal_keys"();

-- By hand: what one organization may have once, among the rows that are not deleted.
CREATE UNIQUE INDEX "companies_nip_live_key" ON "companies" ("organization_id", "nip") WHERE "deleted_at" IS NULL;
CREATE UNIQUE INDEX "contacts_email_live_key" ON "contacts" ("organization_id", "email") WHERE "deleted_at" IS NULL;
CREATE UNIQUE INDEX "pipelines_default_key" ON "pipelines" ("organization_id") WHERE "is_default";

-- By hand: the sorts of the lists; the id makes each a key to continue from.
CREATE INDEX "companies_name_idx" ON "companies" ("organization_id", "name_key", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "companies_created_idx" ON "companies" ("organization_id", "created_at", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "companies_updated_idx" ON "companies" ("organization_id", "updated_at", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "contacts_name_idx" ON "contacts" ("organization_id", "name_key", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "contacts_created_idx" ON "contacts" ("organization_id", "created_at", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "contacts_updated_idx" ON "contacts" ("organization_id", "updated_at", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "contacts_last_contact_idx" ON "contacts" ("organization_id", "last_contact_on", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "contacts_company_idx" ON "contacts" ("organization_id", "company_id") WHERE "company_id" IS NOT NULL;
CREATE INDEX "deals_created_idx" ON "deals" ("organization_id", "created_at", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "deals_stage_idx" ON "deals" ("organization_id", "stage_id", "stage_entered_at", "id") WHERE "deleted_at" IS NULL AND "status" = 'open';
CREATE INDEX "deals_board_idx" ON "deals" ("organization_id", "pipeline_id", "stage_id", "currency") INCLUDE ("value_amount") WHERE "deleted_at" IS NULL AND "status" = 'open';
CREATE INDEX "deals_contact_idx" ON "deals" ("organization_id", "contact_id") WHERE "contact_id" IS NOT NULL;
CREATE INDEX "deals_company_idx" ON "deals" ("organization_id", "company_id") WHERE "company_id" IS NOT NULL;

-- By hand: the words `q` finds records by.
CREATE TRIGGER "companies_search" AFTER INSERT OR DELETE OR UPDATE OF "name", "nip", "domain", "city" ON "companies"
  FOR EACH ROW EXECUTE FUNCTION "index_search_tokens"('company', 'name', 'nip', 'domain', 'city');
-- Contacts are what is written most, so they have a function of their own: naming the columns costs a fraction of looking them up by name.
CREATE FUNCTION "index_contact_tokens"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text[] := '{}';
  after text[] := '{}';
BEGIN
  IF tg_op <> 'INSERT' THEN
    before := "crm"."search_tokens"(concat_ws(' ', old.first_name, old.last_name, old.email, old.phone_digits));
  END IF;
  IF tg_op <> 'DELETE' THEN
    after := "crm"."search_tokens"(concat_ws(' ', new.first_name, new.last_name, new.email, new.phone_digits));
  END IF;
  IF tg_op <> 'INSERT' AND before <> after THEN
    DELETE FROM "crm"."search_token"
    WHERE organization_id = old.organization_id AND kind = 'contact' AND token = ANY (before) AND token <> ALL (after) AND entity_id = old.id;
  END IF;
  IF tg_op <> 'DELETE' AND before <> after THEN
    INSERT INTO "crm"."search_token" (organization_id, kind, token, entity_id)
    SELECT new.organization_id, 'contact', token, new.id FROM unnest(after) AS token WHERE token <> ALL (before);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "contacts_search" AFTER INSERT OR DELETE OR UPDATE OF "first_name", "last_name", "email", "phone" ON "contacts"
  FOR EACH ROW EXECUTE FUNCTION "index_contact_tokens"();
CREATE TRIGGER "deals_search" AFTER INSERT OR DELETE OR UPDATE OF "title" ON "deals"
  FOR EACH ROW EXECUTE FUNCTION "index_search_tokens"('deal', 'title');

-- By hand: the number of live contacts, and the plan's limit on it. The refusal is an error, so that COMMIT may travel in the
-- same round trip; `detail` says how many there are. The row's lock makes two units that race for the last place take turns.
CREATE FUNCTION "add_contacts"("organization" uuid, "amount" integer, "allowed" integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  total integer;
BEGIN
  INSERT INTO "crm"."contact_counts" AS c ("organization_id", "count") VALUES ("organization", "amount")
  ON CONFLICT ("organization_id") DO UPDATE SET "count" = c."count" + excluded."count"
  RETURNING c."count" INTO total;
  IF "amount" > 0 AND total > "allowed" THEN
    RAISE EXCEPTION 'contact limit reached' USING ERRCODE = 'CRM01', DETAIL = (total - "amount")::text;
  END IF;
  RETURN total;
END $$;

-- By hand: the daily job asks which organizations have a deferral that has come. It learns their ids and nothing else;
-- what is due it then reads as each of them.
CREATE INDEX "commitments_wake_idx" ON "commitments" ("wake_on") WHERE "wake_on" IS NOT NULL;
CREATE POLICY "wake" ON "commitments" FOR SELECT TO "crm_owner" USING ("wake_on" IS NOT NULL);
CREATE FUNCTION "organizations_to_wake"("today" date) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "crm", pg_temp
  AS $$ SELECT DISTINCT "organization_id" FROM "commitments" WHERE "wake_on" <= "today" $$;
REVOKE ALL ON FUNCTION "organizations_to_wake"(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "organizations_to_wake"(date) TO "crm_app";
