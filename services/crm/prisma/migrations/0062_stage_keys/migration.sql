-- AlterTable
ALTER TABLE "pipelines" ADD COLUMN "name_key" TEXT;

-- AlterTable
ALTER TABLE "stages" ADD COLUMN "name_key" TEXT;

-- By hand: a default name that somebody changes is no default any more, whichever release he does it with.
CREATE FUNCTION "forget_name_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.name <> old.name AND new.name_key IS NOT DISTINCT FROM old.name_key THEN new.name_key := NULL; END IF;
  RETURN new;
END $$;
CREATE TRIGGER "pipelines_name_key" BEFORE UPDATE OF "name" ON "pipelines" FOR EACH ROW EXECUTE FUNCTION "forget_name_key"();
CREATE TRIGGER "stages_name_key" BEFORE UPDATE OF "name" ON "stages" FOR EACH ROW EXECUTE FUNCTION "forget_name_key"();

-- By hand: rows that are there already. Row security is forced on the schema's owner too, who therefore needs a rule of his own
-- for as long as this takes; nobody sees it before the commit, which removes it.
CREATE POLICY "backfill" ON "pipelines" TO "crm_owner" USING (true) WITH CHECK (true);
CREATE POLICY "backfill" ON "stages" TO "crm_owner" USING (true) WITH CHECK (true);
UPDATE "pipelines" SET "name_key" = 'sales' WHERE "is_default" AND "name" IN ('Sprzedaż', 'Sales');
UPDATE "stages" SET "name_key" = known.key
FROM (VALUES
  ('Nowa szansa', 'new'), ('New opportunity', 'new'), ('Kontakt nawiązany', 'contact'), ('In contact', 'contact'),
  ('Oferta wysłana', 'proposal'), ('Proposal sent', 'proposal'), ('Negocjacje', 'negotiation'), ('Negotiation', 'negotiation'),
  ('Decyzja', 'decision'), ('Decision', 'decision')) AS known(name, key), "pipelines"
WHERE "stages"."name" = known.name AND "pipelines"."is_default"
  AND "pipelines"."organization_id" = "stages"."organization_id" AND "pipelines"."id" = "stages"."pipeline_id";
DROP POLICY "backfill" ON "pipelines";
DROP POLICY "backfill" ON "stages";
