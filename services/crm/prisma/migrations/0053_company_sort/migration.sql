-- AlterTable
ALTER TABLE "companies" ADD COLUMN "name_sort" TEXT NOT NULL DEFAULT '';

-- By hand: what a list of companies is sorted by. `"Autoplast" S.A.` stands under A, where people look for it.
CREATE FUNCTION "sort_name"(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN coalesce(nullif(regexp_replace(value, '^[\s"''`„”“‟«»‹›‘’‚‛′″]+', ''), ''), value);

CREATE OR REPLACE FUNCTION "set_company_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.name_key := "crm"."search_text"(new.name);
  new.import_key := "crm"."name_key"(new.name);
  new.name_sort := "crm"."sort_name"(new.name);
  RETURN new;
END $$;

-- By hand: rows that are there already; row security is forced on the schema's owner too, see 0005_polish_order. What the release
-- before writes meanwhile waits, so that no row is left without.
LOCK TABLE "companies" IN SHARE ROW EXCLUSIVE MODE;
CREATE POLICY "backfill" ON "companies" TO "crm_owner" USING (true) WITH CHECK (true);
UPDATE "companies" SET "name_sort" = "sort_name"("name");
DROP POLICY "backfill" ON "companies";

-- By hand: beside the index that the release before still sorts by.
CREATE INDEX "companies_first_letter_idx" ON "companies" ("organization_id", "name_sort" COLLATE "pl-x-icu", "id") WHERE "deleted_at" IS NULL;
