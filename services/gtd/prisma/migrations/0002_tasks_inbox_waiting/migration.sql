-- CreateTable
CREATE TABLE "organization_settings" (
    "organization_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,

    CONSTRAINT "organization_settings_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "contexts" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "icon" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contexts_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "projects" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "inbox_item_id" UUID,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "notes" TEXT,
    "list" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "context_id" UUID,
    "project_id" UUID,
    "due_date" DATE,
    "defer_until" DATE,
    "scheduled_on" DATE,
    "contact_id" UUID,
    "company_id" UUID,
    "deal_id" UUID,
    "assignee_id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "inbox_item_id" UUID,
    "completed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "inbox_items" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "notes" TEXT,
    "source" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "decision" TEXT,
    "result_id" UUID,
    "captured_by" TEXT NOT NULL,
    "captured_at" TIMESTAMPTZ(3) NOT NULL,
    "clarified_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "inbox_items_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "waiting_fors" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "notes" TEXT,
    "person_id" UUID,
    "follow_up_on" DATE,
    "contact_id" UUID,
    "company_id" UUID,
    "deal_id" UUID,
    "status" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "inbox_item_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "waiting_fors_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "followups" (
    "organization_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "deal_id" UUID NOT NULL,
    "won_sequence" BIGINT NOT NULL,

    CONSTRAINT "followups_pkey" PRIMARY KEY ("organization_id","task_id")
);

-- CreateTable
CREATE TABLE "deal_reopenings" (
    "organization_id" UUID NOT NULL,
    "deal_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "deal_reopenings_pkey" PRIMARY KEY ("organization_id","deal_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "contexts_organization_id_name_key" ON "contexts"("organization_id", "name");

-- CreateIndex
CREATE INDEX "projects_organization_id_created_at_id_idx" ON "projects"("organization_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "tasks_organization_id_assignee_id_status_created_at_id_idx" ON "tasks"("organization_id", "assignee_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "tasks_organization_id_project_id_status_idx" ON "tasks"("organization_id", "project_id", "status");

-- CreateIndex
CREATE INDEX "inbox_items_organization_id_captured_by_status_captured_at__idx" ON "inbox_items"("organization_id", "captured_by", "status", "captured_at", "id");

-- CreateIndex
CREATE INDEX "waiting_fors_organization_id_owner_id_status_opened_at_id_idx" ON "waiting_fors"("organization_id", "owner_id", "status", "opened_at", "id");

-- CreateIndex
CREATE INDEX "followups_organization_id_deal_id_idx" ON "followups"("organization_id", "deal_id");

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_organization_id_context_id_fkey" FOREIGN KEY ("organization_id", "context_id") REFERENCES "contexts"("organization_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_organization_id_project_id_fkey" FOREIGN KEY ("organization_id", "project_id") REFERENCES "projects"("organization_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- RowSecurity
ALTER TABLE "organization_settings" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "organization_settings" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "organization_settings" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "contexts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "contexts" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "contexts" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "projects" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "projects" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "projects" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "tasks" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tasks" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "tasks" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "inbox_items" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "inbox_items" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "inbox_items" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "waiting_fors" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "waiting_fors" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "waiting_fors" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "followups" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "followups" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "followups" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "deal_reopenings" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "deal_reopenings" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "deal_reopenings" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- Closed sets: a decision that invents a value fails here, not on a reader's screen.
ALTER TABLE "organization_settings" ADD CONSTRAINT "organization_settings_locale" CHECK (locale IN ('pl', 'en'));
ALTER TABLE "projects" ADD CONSTRAINT "projects_status" CHECK (status IN ('active', 'completed', 'deleted'));
ALTER TABLE "tasks"
  ADD CONSTRAINT "tasks_status" CHECK (status IN ('open', 'completed', 'deleted')),
  ADD CONSTRAINT "tasks_list" CHECK (list IN ('next', 'someday', 'reference')),
  ADD CONSTRAINT "tasks_origin" CHECK (origin IN ('manual', 'inbox', 'dealWon')),
  ADD CONSTRAINT "tasks_completed" CHECK (status <> 'completed' OR completed_at IS NOT NULL);
ALTER TABLE "inbox_items"
  ADD CONSTRAINT "inbox_items_status" CHECK (status IN ('open', 'clarified')),
  ADD CONSTRAINT "inbox_items_clarified" CHECK ((status = 'clarified') = (decision IS NOT NULL));
ALTER TABLE "waiting_fors" ADD CONSTRAINT "waiting_fors_status" CHECK (status IN ('open', 'resolved', 'deleted'));

-- Lookups by record and by origin; most tasks have neither, so the indexes stay small.
CREATE INDEX "tasks_deal" ON "tasks" ("organization_id", "deal_id") WHERE deal_id IS NOT NULL;
CREATE INDEX "tasks_contact" ON "tasks" ("organization_id", "contact_id") WHERE contact_id IS NOT NULL;
CREATE INDEX "tasks_company" ON "tasks" ("organization_id", "company_id") WHERE company_id IS NOT NULL;
CREATE INDEX "tasks_inbox_item" ON "tasks" ("organization_id", "inbox_item_id") WHERE inbox_item_id IS NOT NULL;
CREATE INDEX "tasks_context" ON "tasks" ("organization_id", "context_id") WHERE context_id IS NOT NULL;
CREATE INDEX "tasks_completed_at" ON "tasks" ("organization_id", "assignee_id", "completed_at") WHERE status = 'completed';
CREATE INDEX "projects_inbox_item" ON "projects" ("organization_id", "inbox_item_id") WHERE inbox_item_id IS NOT NULL;
CREATE INDEX "waiting_fors_deal" ON "waiting_fors" ("organization_id", "deal_id") WHERE deal_id IS NOT NULL;
CREATE INDEX "waiting_fors_contact" ON "waiting_fors" ("organization_id", "contact_id") WHERE contact_id IS NOT NULL;
CREATE INDEX "waiting_fors_company" ON "waiting_fors" ("organization_id", "company_id") WHERE company_id IS NOT NULL;
CREATE INDEX "waiting_fors_inbox_item" ON "waiting_fors" ("organization_id", "inbox_item_id") WHERE inbox_item_id IS NOT NULL;
