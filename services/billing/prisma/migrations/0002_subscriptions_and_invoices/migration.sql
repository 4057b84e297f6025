-- CreateTable
CREATE TABLE "subscriptions" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "plan" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "interval" TEXT,
    "provider" TEXT NOT NULL,
    "trial_ends_at" TIMESTAMPTZ(3),
    "current_period_end" TIMESTAMPTZ(3),
    "cancel_at_period_end" BOOLEAN NOT NULL DEFAULT false,
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "checkouts" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "plan" TEXT NOT NULL,
    "interval" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "session_id" TEXT,
    "url" TEXT,
    "net" BIGINT NOT NULL,
    "vat" BIGINT NOT NULL,
    "gross" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "provider_events" (
    "provider" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_events_pkey" PRIMARY KEY ("provider","id")
);

-- CreateTable
CREATE TABLE "invoices" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "number" TEXT,
    "deal_id" UUID,
    "company_id" UUID,
    "contact_id" UUID,
    "buyer_name" TEXT,
    "buyer_nip" TEXT,
    "net" BIGINT NOT NULL,
    "vat" BIGINT NOT NULL,
    "gross" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "invoice_lines" (
    "organization_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "net" BIGINT NOT NULL,
    "vat_rate" TEXT NOT NULL,
    "vat" BIGINT NOT NULL,
    "gross" BIGINT NOT NULL,

    CONSTRAINT "invoice_lines_pkey" PRIMARY KEY ("organization_id","invoice_id","position")
);

-- CreateTable
CREATE TABLE "deal_reopenings" (
    "organization_id" UUID NOT NULL,
    "deal_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "deal_reopenings_pkey" PRIMARY KEY ("organization_id","deal_id")
);

-- CreateTable
CREATE TABLE "sandbox_sessions" (
    "id" TEXT NOT NULL,
    "reference" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "summary" JSONB NOT NULL,
    "return_url" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "sandbox_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_webhooks" (
    "id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "sandbox_webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "invoices_organization_id_created_at_id_idx" ON "invoices"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "invoices_organization_id_deal_id_idx" ON "invoices"("organization_id", "deal_id");

-- CreateIndex
CREATE INDEX "sandbox_webhooks_next_at_idx" ON "sandbox_webhooks"("next_at");

-- AddForeignKey
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;


-- RowSecurity
ALTER TABLE "subscriptions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "subscriptions" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "subscriptions" TO "billing_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "checkouts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "checkouts" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "checkouts" TO "billing_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "invoices" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invoices" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "invoices" TO "billing_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "invoice_lines" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invoice_lines" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "invoice_lines" TO "billing_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "deal_reopenings" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "deal_reopenings" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "deal_reopenings" TO "billing_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- By hand: an organization has at most one subscription that can still change, and one purchase under way.
CREATE UNIQUE INDEX "subscriptions_live_key" ON "subscriptions" ("organization_id") WHERE "status" NOT IN ('canceled', 'incomplete_expired');
CREATE UNIQUE INDEX "checkouts_open_key" ON "checkouts" ("organization_id") WHERE "status" = 'open';
CREATE INDEX "sandbox_webhooks_due_idx" ON "sandbox_webhooks" ("next_at") WHERE "delivered_at" IS NULL;

-- By hand: the trial job asks which organizations have a deadline that has come. It learns their ids and nothing else;
-- what is due it then reads as each of them.
CREATE INDEX "subscriptions_deadline_idx" ON "subscriptions" ((coalesce("trial_ends_at", "current_period_end")));
CREATE POLICY "deadlines" ON "subscriptions" FOR SELECT TO "billing_owner" USING (true);
CREATE FUNCTION "organizations_with_deadline"("now" timestamptz) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "billing", pg_temp
  AS $$ SELECT DISTINCT "organization_id" FROM "subscriptions"
        WHERE ("status" = 'trialing' AND "trial_ends_at" <= "now")
           OR ("status" = 'active' AND "cancel_at_period_end" AND "current_period_end" <= "now") LIMIT 500 $$;
REVOKE ALL ON FUNCTION "organizations_with_deadline"(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "organizations_with_deadline"(timestamptz) TO "billing_app";
