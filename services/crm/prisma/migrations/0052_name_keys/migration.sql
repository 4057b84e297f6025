-- By hand: letters and digits of every script alone, by which imports find a company by its name. `nameKey` of imports/name-key.ts is
-- the same rule, and imports/name-key.int.test.ts holds the two together.
CREATE FUNCTION "name_key"(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN regexp_replace("crm"."search_text"(value), '[\s!-/:-@\[-`{-~\u0080-\u00bf\u00d7\u00f7\u055a-\u055f\u0589\u058a\u05be\u060c\u061b\u061f\u06d4\u0964\u0965\u1680\u2000-\u206f\u2e00-\u2e5d\u3001-\u3003\u3008-\u3011\u3014-\u301f\u30fb]+', '', 'g');

CREATE OR REPLACE FUNCTION "set_company_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.name_key := "crm"."search_text"(new.name);
  new.import_key := "crm"."name_key"(new.name);
  RETURN new;
END $$;

-- By hand: keys by the former rule, and rows made before 0003_imports, whose own update met row security and changed none of them. What
-- the release before writes meanwhile waits, so that no row keeps the old key.
LOCK TABLE "companies" IN SHARE ROW EXCLUSIVE MODE;
CREATE POLICY "backfill" ON "companies" TO "crm_owner" USING (true) WITH CHECK (true);
UPDATE "companies" SET "import_key" = "name_key"("name") WHERE "import_key" <> "name_key"("name");
DROP POLICY "backfill" ON "companies";
