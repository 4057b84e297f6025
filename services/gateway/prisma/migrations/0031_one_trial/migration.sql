-- AlterTable
ALTER TABLE "users" ADD COLUMN "trial_used_at" TIMESTAMPTZ(3);

-- By hand: who owns an organization has opened one, and with it had his trial. Row security is forced on the schema's owner too,
-- who therefore needs a rule of his own for as long as this takes.
CREATE POLICY "backfill" ON "memberships" FOR SELECT TO "gateway_owner" USING (true);
UPDATE "users" SET "trial_used_at" = "created_at"
WHERE EXISTS (SELECT FROM "memberships" WHERE "memberships"."user_id" = "users"."id" AND "memberships"."role" = 'OWNER');
DROP POLICY "backfill" ON "memberships";
