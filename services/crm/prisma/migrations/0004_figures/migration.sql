-- By hand: metrics count open deals over all organizations. The service learns numbers and nothing of any deal.
CREATE POLICY "figures" ON "deals" FOR SELECT TO "crm_owner" USING ("status" = 'open' AND "deleted_at" IS NULL);
CREATE FUNCTION "open_deal_figures"() RETURNS TABLE ("motion" text, "deals" integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "crm", pg_temp
  AS $$ SELECT "motion", count(*)::integer FROM "deals" WHERE "status" = 'open' AND "deleted_at" IS NULL GROUP BY 1 $$;
REVOKE ALL ON FUNCTION "open_deal_figures"() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "open_deal_figures"() TO "crm_app";

-- By hand: a job asks which files of imports, and which uploads nobody finished, are old enough to go. It learns their ids.
CREATE INDEX "imports_created_at_idx" ON "imports" ("created_at");
CREATE POLICY "age" ON "imports" FOR SELECT TO "crm_owner" USING ("status" NOT IN ('running', 'undoing'));
CREATE POLICY "age" ON "import_files" FOR SELECT TO "crm_owner" USING (true);
CREATE POLICY "age" ON "import_chunks" FOR SELECT TO "crm_owner" USING (true);
CREATE FUNCTION "old_import_files"("before" timestamptz) RETURNS TABLE ("organization_id" uuid, "id" uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "crm", pg_temp
  AS $$ SELECT i."organization_id", i."id" FROM "imports" i
        WHERE i."created_at" < "before" AND i."status" NOT IN ('running', 'undoing')
          AND EXISTS (SELECT FROM "import_files" f WHERE f."organization_id" = i."organization_id" AND f."import_id" = i."id")
        ORDER BY i."created_at" LIMIT 100 $$;
CREATE FUNCTION "old_import_uploads"("before" timestamptz) RETURNS TABLE ("organization_id" uuid, "id" uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "crm", pg_temp
  AS $$ SELECT "organization_id", "upload_id" FROM "import_chunks" GROUP BY 1, 2 HAVING max("created_at") < "before" LIMIT 100 $$;
REVOKE ALL ON FUNCTION "old_import_files"(timestamptz), "old_import_uploads"(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "old_import_files"(timestamptz), "old_import_uploads"(timestamptz) TO "crm_app";

-- What was handled long ago is deleted; rows come in the order of their age, so a coarse index serves.
CREATE INDEX "msg_inbox_handled_idx" ON "msg_inbox" USING BRIN ("handled_at");
