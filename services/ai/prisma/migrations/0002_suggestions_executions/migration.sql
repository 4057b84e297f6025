-- CreateTable
CREATE TABLE "suggestions" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "inbox_item_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "context_id" UUID,
    "context_name" TEXT,
    "contact_id" UUID,
    "company_id" UUID,
    "deal_id" UUID,
    "due_date" DATE,
    "title" TEXT,
    "confidence" DOUBLE PRECISION NOT NULL,
    "reason" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "suggestions_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "executions" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "duration_ms" INTEGER,
    "input" JSONB NOT NULL,
    "output" JSONB,
    "error" TEXT,
    "triggered_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "executions_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "suggestions_organization_id_user_id_created_at_id_idx" ON "suggestions"("organization_id", "user_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "suggestions_organization_id_inbox_item_id_idx" ON "suggestions"("organization_id", "inbox_item_id");

-- CreateIndex
CREATE INDEX "executions_organization_id_created_at_id_idx" ON "executions"("organization_id", "created_at" DESC, "id" DESC);


-- RowSecurity
ALTER TABLE "suggestions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "suggestions" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "suggestions" TO "ai_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "executions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "executions" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "executions" TO "ai_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- Closed sets: a value nobody knows fails here, not on a reader's screen.
ALTER TABLE "suggestions"
  ADD CONSTRAINT "suggestions_status" CHECK (status IN ('open', 'accepted', 'rejected')),
  ADD CONSTRAINT "suggestions_confidence" CHECK (confidence BETWEEN 0 AND 1);
ALTER TABLE "executions" ADD CONSTRAINT "executions_status" CHECK (status IN ('running', 'succeeded', 'failed'));
