-- AlterTable
ALTER TABLE "contacts" ADD COLUMN "name_sort" TEXT NOT NULL DEFAULT '';

-- By hand: what a list of contacts is sorted by. `name_key` stays what imports compare people by.
CREATE OR REPLACE FUNCTION "set_contact_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.name_sort := concat_ws(' ', new.last_name, new.first_name);
  new.name_key := "crm"."search_text"(new.name_sort);
  new.phone_digits := regexp_replace(regexp_replace(new.phone, '\D', '', 'g'), '^(00)?48(?=\d{9}$)', '');
  RETURN new;
END $$;

-- By hand: rows that are there already. Row security is forced on the schema's owner too, who therefore needs a rule of his own
-- for as long as this takes; nobody sees it before the commit, which removes it.
CREATE POLICY "backfill" ON "contacts" TO "crm_owner" USING (true) WITH CHECK (true);
UPDATE "contacts" SET "name_sort" = concat_ws(' ', "last_name", "first_name");
DROP POLICY "backfill" ON "contacts";

-- By hand: the alphabet that `listQuery` sorts words by.
CREATE INDEX "contacts_name_sort_idx" ON "contacts" ("organization_id", "name_sort" COLLATE "pl-x-icu", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "companies_name_sort_idx" ON "companies" ("organization_id", "name" COLLATE "pl-x-icu", "id") WHERE "deleted_at" IS NULL;
DROP INDEX "companies_name_idx";
