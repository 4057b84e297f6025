-- CreateTable
CREATE TABLE "msg_outbox" (
    "seq" BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "envelope" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "parked_at" TIMESTAMPTZ(3),

    CONSTRAINT "msg_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "msg_sequence" (
    "organization_id" UUID NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" UUID NOT NULL,
    "last" BIGINT NOT NULL,

    CONSTRAINT "msg_sequence_pkey" PRIMARY KEY ("organization_id","aggregate_type","aggregate_id")
);

-- CreateTable
CREATE TABLE "msg_inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "msg_inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateTable
CREATE TABLE "msg_order" (
    "consumer" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" UUID NOT NULL,
    "last_sequence" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "msg_order_pkey" PRIMARY KEY ("consumer","organization_id","aggregate_type","aggregate_id")
);

-- CreateTable
CREATE TABLE "search_token" (
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "token" TEXT COLLATE "C" NOT NULL,
    "entity_id" UUID NOT NULL,

    CONSTRAINT "search_token_pkey" PRIMARY KEY ("organization_id","kind","token","entity_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "msg_outbox_organization_id_aggregate_type_aggregate_id_sequ_key" ON "msg_outbox"("organization_id", "aggregate_type", "aggregate_id", "sequence");

-- CreateIndex
CREATE INDEX "search_token_organization_id_entity_id_idx" ON "search_token"("organization_id", "entity_id");

-- RowSecurity
ALTER TABLE "msg_outbox" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "msg_outbox" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "msg_outbox" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "msg_sequence" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "msg_sequence" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "msg_sequence" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "msg_order" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "msg_order" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "msg_order" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- RowSecurity
ALTER TABLE "search_token" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "search_token" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "search_token" TO "gtd_app"
  USING (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

-- By hand: the outbox. The service only adds rows; the relay sees those of all tenants, and no other table.
REVOKE ALL ON "msg_outbox" FROM "gtd_app";
GRANT INSERT ON "msg_outbox" TO "gtd_app";
GRANT SELECT, UPDATE, DELETE ON "msg_outbox" TO "gtd_relay";
CREATE POLICY "relay" ON "msg_outbox" TO "gtd_relay" USING (true) WITH CHECK (true);
CREATE INDEX "msg_outbox_unpublished_idx" ON "msg_outbox" ("seq") WHERE "published_at" IS NULL AND "parked_at" IS NULL;
CREATE INDEX "msg_outbox_published_idx" ON "msg_outbox" ("published_at") WHERE "published_at" IS NOT NULL;

-- By hand: text as it is searched, in lower case and without diacritics, whatever the locale of the server.
CREATE FUNCTION "search_text"(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(translate(value, 'ąĄáÁàÀâÂäÄãÃåÅāĀăĂćĆçÇčČĉĈďĎđĐęĘéÉèÈêÊëËēĒėĖěĚğĞģĢíÍìÌîÎïÏīĪįĮıķĶłŁľĽĺĹļĻńŃñÑňŇņŅóÓòÒôÔöÖõÕøØōŌőŐřŘŕŔśŚšŠşŞșȘßťŤţŢțȚŧŦúÚùÙûÛüÜūŪůŮűŰųŲýÝÿŸźŹżŻžŽ', 'aaaaaaaaaaaaaaaaaaccccccccddddeeeeeeeeeeeeeeeeggggiiiiiiiiiiiiikkllllllllnnnnnnnnoooooooooooooooorrrrsssssssssttttttttuuuuuuuuuuuuuuuuyyyyzzzzzz'));

CREATE FUNCTION "search_tokens"(value text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(DISTINCT left(token, 64) ORDER BY left(token, 64)), '{}')
        FROM regexp_split_to_table("gtd"."search_text"(value), '[\s!-/:-@\[-`{-~\u0080-\u00bf\u2000-\u206f]+') AS token WHERE token <> '' $$;

-- By hand: CREATE TRIGGER ... EXECUTE FUNCTION index_search_tokens(<kind>, <column>, ...) makes a table's rows findable.
CREATE FUNCTION "index_search_tokens"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text[] := '{}';
  after text[] := '{}';
BEGIN
  IF tg_op <> 'INSERT' THEN
    before := "gtd"."search_tokens"((SELECT string_agg(to_jsonb(old) ->> name, ' ') FROM unnest(tg_argv[1:]) AS name));
  END IF;
  IF tg_op <> 'DELETE' THEN
    after := "gtd"."search_tokens"((SELECT string_agg(to_jsonb(new) ->> name, ' ') FROM unnest(tg_argv[1:]) AS name));
  END IF;
  IF before = after THEN RETURN NULL; END IF;
  IF tg_op <> 'INSERT' THEN
    DELETE FROM "gtd"."search_token"
    WHERE organization_id = old.organization_id AND entity_id = old.id AND kind = tg_argv[0] AND token <> ALL (after);
  END IF;
  INSERT INTO "gtd"."search_token" (organization_id, kind, token, entity_id)
  SELECT new.organization_id, tg_argv[0], token, new.id FROM unnest(after) AS token WHERE token <> ALL (before);
  RETURN NULL;
END $$;
