-- By hand: the digits a phone is found by, each number of the text alone: the national number of a Polish one, else all digits but a
-- leading 00. What is asked for loses the same (`numberForms` in shared/database/search.ts).
CREATE FUNCTION "phone_words"(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT string_agg(regexp_replace(regexp_replace(part, '\D', '', 'g'), '^((00)?48|0)(?=\d{9}$)|^00', ''), ' ') FROM regexp_split_to_table(value, '[,;]') AS part $$;

-- By hand: tags whole and folded, for the filter by tag and the list of those there are.
CREATE FUNCTION "whole_tokens"(parts text[]) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(DISTINCT left("crm"."search_text"(part), 200)), '{}') FROM unnest(parts) AS part WHERE part <> '' $$;

CREATE FUNCTION "contact_words"(c "contacts") RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT concat_ws(' ', c.first_name, c.last_name, c.email, "crm"."phone_words"(c.phone), c.job_title, c.city, array_to_string(c.tags, ' ')) $$;

CREATE FUNCTION "company_words"(c "companies") RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT concat_ws(' ', c.name, c.nip, c.domain, "crm"."phone_words"(c.phone), c.city, array_to_string(c.tags, ' ')) $$;

-- By hand: the rows of search_token become those of `after`.
CREATE FUNCTION "change_tokens"(organization uuid, entity uuid, wanted text, before text[], after text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF before = after THEN RETURN; END IF;
  IF before <> '{}' THEN
    DELETE FROM "crm"."search_token"
    WHERE organization_id = organization AND kind = wanted AND token = ANY (before) AND token <> ALL (after) AND entity_id = entity;
  END IF;
  INSERT INTO "crm"."search_token" (organization_id, kind, token, entity_id)
  SELECT organization, wanted, token, entity FROM unnest(after) AS token WHERE token <> ALL (before);
END $$;

CREATE OR REPLACE FUNCTION "index_contact_tokens"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text[] := '{}';
  after text[] := '{}';
  tags_before text[] := '{}';
  tags_after text[] := '{}';
BEGIN
  IF tg_op <> 'INSERT' THEN
    before := "crm"."search_tokens"("crm"."contact_words"(old));
    tags_before := "crm"."whole_tokens"(old.tags);
  END IF;
  IF tg_op <> 'DELETE' THEN
    after := "crm"."search_tokens"("crm"."contact_words"(new));
    tags_after := "crm"."whole_tokens"(new.tags);
  END IF;
  PERFORM "crm"."change_tokens"(coalesce(new.organization_id, old.organization_id), coalesce(new.id, old.id), 'contact', before, after);
  IF tags_before <> tags_after THEN
    PERFORM "crm"."change_tokens"(coalesce(new.organization_id, old.organization_id), coalesce(new.id, old.id), 'contactTag', tags_before, tags_after);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER "contacts_search" ON "contacts";
CREATE TRIGGER "contacts_search" AFTER INSERT OR DELETE OR UPDATE OF "first_name", "last_name", "email", "phone", "job_title", "city", "tags" ON "contacts"
  FOR EACH ROW EXECUTE FUNCTION "index_contact_tokens"();

CREATE FUNCTION "index_company_tokens"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text[] := '{}';
  after text[] := '{}';
  tags_before text[] := '{}';
  tags_after text[] := '{}';
BEGIN
  IF tg_op <> 'INSERT' THEN
    before := "crm"."search_tokens"("crm"."company_words"(old));
    tags_before := "crm"."whole_tokens"(old.tags);
  END IF;
  IF tg_op <> 'DELETE' THEN
    after := "crm"."search_tokens"("crm"."company_words"(new));
    tags_after := "crm"."whole_tokens"(new.tags);
  END IF;
  PERFORM "crm"."change_tokens"(coalesce(new.organization_id, old.organization_id), coalesce(new.id, old.id), 'company', before, after);
  PERFORM "crm"."change_tokens"(coalesce(new.organization_id, old.organization_id), coalesce(new.id, old.id), 'companyTag', tags_before, tags_after);
  RETURN NULL;
END $$;
DROP TRIGGER "companies_search" ON "companies";
CREATE TRIGGER "companies_search" AFTER INSERT OR DELETE OR UPDATE OF "name", "nip", "domain", "phone", "city", "tags" ON "companies"
  FOR EACH ROW EXECUTE FUNCTION "index_company_tokens"();

-- By hand: the words of rows that are there already, by the rules of now and no others. Row security is forced on the schema's owner too,
-- see 0005_polish_order; what the release before writes meanwhile waits, so that no row keeps words of before.
LOCK TABLE "contacts", "companies", "deals", "search_token" IN SHARE ROW EXCLUSIVE MODE;
CREATE POLICY "backfill" ON "contacts" TO "crm_owner" USING (true);
CREATE POLICY "backfill" ON "companies" TO "crm_owner" USING (true);
CREATE POLICY "backfill" ON "deals" TO "crm_owner" USING (true);
CREATE POLICY "backfill" ON "search_token" TO "crm_owner" USING (true) WITH CHECK (true);
WITH "fresh" AS MATERIALIZED (
  SELECT c.organization_id, 'contact' AS kind, token COLLATE "C" AS token, c.id AS entity_id FROM "contacts" c, unnest("search_tokens"("contact_words"(c))) AS token
  UNION ALL SELECT c.organization_id, 'contactTag', token COLLATE "C", c.id FROM "contacts" c, unnest("whole_tokens"(c.tags)) AS token
  UNION ALL SELECT c.organization_id, 'company', token COLLATE "C", c.id FROM "companies" c, unnest("search_tokens"("company_words"(c))) AS token
  UNION ALL SELECT c.organization_id, 'companyTag', token COLLATE "C", c.id FROM "companies" c, unnest("whole_tokens"(c.tags)) AS token
  UNION ALL SELECT d.organization_id, 'deal', token COLLATE "C", d.id FROM "deals" d, unnest("search_tokens"(d.title)) AS token
), "gone" AS (
  DELETE FROM "search_token" s WHERE NOT EXISTS (
    SELECT FROM "fresh" f WHERE (f.organization_id, f.kind, f.token, f.entity_id) = (s.organization_id, s.kind, s.token, s.entity_id))
)
INSERT INTO "search_token" (organization_id, kind, token, entity_id) SELECT organization_id, kind, token, entity_id FROM "fresh" ON CONFLICT DO NOTHING;
DROP POLICY "backfill" ON "contacts";
DROP POLICY "backfill" ON "companies";
DROP POLICY "backfill" ON "deals";
DROP POLICY "backfill" ON "search_token";
