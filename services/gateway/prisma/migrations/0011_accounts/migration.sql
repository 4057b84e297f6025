-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "browser" TEXT,
ADD COLUMN     "replaced_by" UUID,
ADD COLUMN     "system" TEXT,
ALTER COLUMN "current_org" DROP NOT NULL;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "password_resets" (
    "hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "password_resets_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "invitations" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "departures" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "organization_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "departures_pkey" PRIMARY KEY ("organization_id","user_id")
);

-- CreateIndex
CREATE INDEX "password_resets_user_id_idx" ON "password_resets"("user_id");

-- CreateIndex
CREATE INDEX "invitations_token_hash_idx" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_organization_id_created_at_id_idx" ON "invitations"("organization_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_organization_id_token_hash_key" ON "invitations"("organization_id", "token_hash");

-- CreateIndex
CREATE INDEX "departures_user_id_idx" ON "departures"("user_id");

-- AddForeignKey
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- RowSecurity
ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invitations" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "invitations" TO "gateway_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "departures" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "departures" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "departures" TO "gateway_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- By hand: an address has one open invitation per organization.
CREATE UNIQUE INDEX "invitations_open_key" ON "invitations" ("organization_id", "email") WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

-- By hand: whoever holds a link finds its invitation, and no other, before any organization is known.
CREATE POLICY "link" ON "invitations" FOR SELECT TO "gateway_app"
  USING ((select nullif(current_setting('app.org_id', true), '')) is null
    and token_hash = (select nullif(current_setting('app.link_hash', true), '')));

-- By hand: a person sees what he was removed from before an organization is chosen.
CREATE POLICY "own" ON "departures" FOR SELECT TO "gateway_app"
  USING ((select nullif(current_setting('app.org_id', true), '')) is null
    and user_id = (select substring(current_setting('app.user_id', true) from '^[0-9a-fA-F-]{36}$')::uuid));
