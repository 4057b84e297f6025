-- AlterTable
ALTER TABLE "contexts" ADD COLUMN "name_key" TEXT;

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN "day_on" DATE;

-- By hand: the day a task is first wanted on, promised or planned; what lists of actions are sorted by.
CREATE FUNCTION "set_task_day"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.day_on := least(new.due_date, new.scheduled_on);
  RETURN new;
END $$;
CREATE TRIGGER "tasks_day" BEFORE INSERT OR UPDATE OF "due_date", "scheduled_on" ON "tasks" FOR EACH ROW EXECUTE FUNCTION "set_task_day"();

-- By hand: a default name that somebody changes is no default any more, whichever release he does it with.
CREATE FUNCTION "forget_name_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.name <> old.name AND new.name_key IS NOT DISTINCT FROM old.name_key THEN new.name_key := NULL; END IF;
  RETURN new;
END $$;
CREATE TRIGGER "contexts_name_key" BEFORE UPDATE OF "name" ON "contexts" FOR EACH ROW EXECUTE FUNCTION "forget_name_key"();

-- By hand: rows that are there already. Row security is forced on the schema's owner too, who therefore needs a rule of his own
-- for as long as this takes; nobody sees it before the commit, which removes it.
CREATE POLICY "backfill" ON "contexts" TO "gtd_owner" USING (true) WITH CHECK (true);
CREATE POLICY "backfill" ON "tasks" TO "gtd_owner" USING (true) WITH CHECK (true);
CREATE POLICY "backfill" ON "projects" FOR SELECT TO "gtd_owner" USING (true);
CREATE POLICY "backfill" ON "inbox_items" FOR SELECT TO "gtd_owner" USING (true);
CREATE POLICY "backfill" ON "waiting_fors" FOR SELECT TO "gtd_owner" USING (true);
CREATE POLICY "backfill" ON "search_token" TO "gtd_owner" USING (true) WITH CHECK (true);
UPDATE "contexts" SET "name_key" = "icon" WHERE ("icon", "name") IN (
  ('phone', '@telefon'), ('phone', '@calls'), ('computer', '@komputer'), ('computer', '@computer'), ('office', '@biuro'), ('office', '@office'),
  ('errands', '@miasto'), ('errands', '@errands'), ('people', '@rozmowy'), ('people', '@people'), ('home', '@dom'), ('home', '@home'));
UPDATE "tasks" SET "day_on" = least("due_date", "scheduled_on") WHERE "due_date" IS NOT NULL OR "scheduled_on" IS NOT NULL;
INSERT INTO "search_token" (organization_id, kind, token, entity_id)
  SELECT organization_id, 'task', token, id FROM "tasks", unnest("gtd"."search_tokens"(title)) AS token
  UNION ALL SELECT organization_id, 'project', token, id FROM "projects", unnest("gtd"."search_tokens"(title)) AS token
  UNION ALL SELECT organization_id, 'inboxItem', token, id FROM "inbox_items", unnest("gtd"."search_tokens"(title)) AS token
  UNION ALL SELECT organization_id, 'waitingFor', token, id FROM "waiting_fors", unnest("gtd"."search_tokens"(title)) AS token
  ON CONFLICT DO NOTHING;
DROP POLICY "backfill" ON "contexts";
DROP POLICY "backfill" ON "tasks";
DROP POLICY "backfill" ON "projects";
DROP POLICY "backfill" ON "inbox_items";
DROP POLICY "backfill" ON "waiting_fors";
DROP POLICY "backfill" ON "search_token";

-- By hand: the words `q` finds them by.
CREATE TRIGGER "tasks_search" AFTER INSERT OR DELETE OR UPDATE OF "title" ON "tasks"
  FOR EACH ROW EXECUTE FUNCTION "index_search_tokens"('task', 'title');
CREATE TRIGGER "projects_search" AFTER INSERT OR DELETE OR UPDATE OF "title" ON "projects"
  FOR EACH ROW EXECUTE FUNCTION "index_search_tokens"('project', 'title');
CREATE TRIGGER "inbox_items_search" AFTER INSERT OR DELETE OR UPDATE OF "title" ON "inbox_items"
  FOR EACH ROW EXECUTE FUNCTION "index_search_tokens"('inboxItem', 'title');
CREATE TRIGGER "waiting_fors_search" AFTER INSERT OR DELETE OR UPDATE OF "title" ON "waiting_fors"
  FOR EACH ROW EXECUTE FUNCTION "index_search_tokens"('waitingFor', 'title');

-- CreateIndex
CREATE INDEX "tasks_organization_id_assignee_id_status_day_on_id_idx" ON "tasks"("organization_id", "assignee_id", "status", "day_on", "id");
