-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "current_org" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "hash" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "organizations" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "entitlements" (
    "organization_id" UUID NOT NULL,
    "plan" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "access" TEXT NOT NULL,
    "limits" JSONB NOT NULL,
    "features" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "entitlements_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("organization_id","user_id","key")
);

-- CreateTable
CREATE TABLE "event_log" (
    "organization_id" UUID NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "correlation_id" UUID NOT NULL,
    "causation_id" UUID NOT NULL,
    "traceparent" TEXT,
    "data" JSONB NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "event_log_pkey" PRIMARY KEY ("organization_id","time","id")
) PARTITION BY RANGE ("time");

-- CreateTable
CREATE TABLE "event_subjects" (
    "organization_id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "event_subjects_pkey" PRIMARY KEY ("organization_id","subject_id","time","event_id")
);

-- CreateTable
CREATE TABLE "audit_chains" (
    "chain" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_chains_pkey" PRIMARY KEY ("chain")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_used_at_idx" ON "sessions"("used_at");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_organization_id_user_id_key" ON "memberships"("organization_id", "user_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "event_log_organization_id_id_idx" ON "event_log"("organization_id", "id");

-- CreateIndex
CREATE INDEX "event_log_organization_id_position_idx" ON "event_log"("organization_id", "position");

-- CreateIndex
CREATE INDEX "event_log_organization_id_correlation_id_idx" ON "event_log"("organization_id", "correlation_id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- RowSecurity
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "memberships" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "memberships" TO "gateway_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "entitlements" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "entitlements" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "entitlements" TO "gateway_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "idempotency_keys" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "idempotency_keys" TO "gateway_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "event_log" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "event_log" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "event_log" TO "gateway_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "event_subjects" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "event_subjects" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "event_subjects" TO "gateway_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- By hand: a person sees his own memberships, and the names of those organizations, before one of them is chosen.
CREATE POLICY "own" ON "memberships" FOR SELECT TO "gateway_app"
  USING ((select nullif(current_setting('app.org_id', true), '')) is null
    and user_id = (select substring(current_setting('app.user_id', true) from '^[0-9a-fA-F-]{36}$')::uuid));

ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "organizations" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "organizations" TO "gateway_app"
  USING (id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (id = (select nullif(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY "own" ON "organizations" FOR SELECT TO "gateway_app"
  USING ((select nullif(current_setting('app.org_id', true), '')) is null and id in (select organization_id from "memberships"));

-- By hand: old answers of all tenants go with one DELETE that names no condition.
CREATE POLICY "expired" ON "idempotency_keys" FOR DELETE TO "gateway_app" USING (created_at < now() - interval '24 hours');

-- By hand: the event log is written once.
REVOKE ALL ON "event_log", "event_subjects" FROM "gateway_app";
GRANT SELECT, INSERT ON "event_log", "event_subjects" TO "gateway_app";
REVOKE DELETE ON "audit_chains" FROM "gateway_app";

-- By hand: what a link of the chain covers; `previous` is null for an organization's first event.
CREATE FUNCTION "event_digest"(
  previous bytea, organization uuid, place bigint, event_id uuid, at timestamptz, type text, version int, source text, actor text,
  aggregate_type text, aggregate uuid, sequence bigint, correlation uuid, causation uuid, data jsonb
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
  RETURN sha256(coalesce(previous, ''::bytea) || convert_to(jsonb_build_array(
    organization, place, event_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'), type, version, source, actor,
    aggregate_type, aggregate, sequence, correlation, causation, data)::text, 'UTF8'));

-- By hand: the service may not create tables, so the owner does it on its behalf. Nobody reaches a partition but through event_log.
CREATE FUNCTION "ensure_event_log_partition"(month date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = gateway, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  name text := 'event_log_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass('gateway.' || name) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('gateway.event_log'));
  IF to_regclass('gateway.' || name) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF "event_log" FOR VALUES FROM (%L) TO (%L)',
    name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY "tenant" ON %I TO "gateway_app"
    USING (organization_id = (select nullif(current_setting(''app.org_id'', true), '''')::uuid))
    WITH CHECK (organization_id = (select nullif(current_setting(''app.org_id'', true), '''')::uuid))', name);
  EXECUTE format('REVOKE ALL ON %I FROM "gateway_app"', name);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION "ensure_event_log_partition"(date) FROM public;
GRANT EXECUTE ON FUNCTION "ensure_event_log_partition"(date) TO "gateway_app";

SELECT "ensure_event_log_partition"((date_trunc('month', now()) + make_interval(months => ahead))::date) FROM generate_series(-1, 2) AS ahead;
