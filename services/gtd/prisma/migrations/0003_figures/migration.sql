-- By hand: metrics count over all organizations. The service learns two numbers and nothing of any person.
CREATE POLICY "figures" ON "inbox_items" FOR SELECT TO "gtd_owner" USING ("status" = 'open');
CREATE POLICY "figures" ON "tasks" FOR SELECT TO "gtd_owner" USING ("status" = 'open' AND "due_date" IS NOT NULL);
CREATE FUNCTION "gtd_figures"("today" date) RETURNS TABLE ("inbox_open" integer, "tasks_overdue" integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "gtd", pg_temp
  AS $$ SELECT (SELECT count(*)::integer FROM "inbox_items" WHERE "status" = 'open'),
               (SELECT count(*)::integer FROM "tasks" WHERE "status" = 'open' AND "due_date" < "today") $$;
REVOKE ALL ON FUNCTION "gtd_figures"(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "gtd_figures"(date) TO "gtd_app";

-- What was handled long ago is deleted; rows come in the order of their age, so a coarse index serves.
CREATE INDEX "msg_inbox_handled_idx" ON "msg_inbox" USING BRIN ("handled_at");
