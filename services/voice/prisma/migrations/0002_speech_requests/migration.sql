-- CreateTable
CREATE TABLE "speech_requests" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "requested_by" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "characters" INTEGER NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "speech_requests_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "speech_requests_organization_id_created_at_idx" ON "speech_requests"("organization_id", "created_at");


-- RowSecurity
ALTER TABLE "speech_requests" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "speech_requests" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "speech_requests" TO "voice_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
