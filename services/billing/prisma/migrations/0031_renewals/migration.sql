-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN "period_anchor_day" INTEGER;

-- By hand: until now one payment lasted for ever. Periods that ended meanwhile end on the day of this update, so that the days of
-- grace begin with it and nobody is locked out unwarned. Row security is forced on the schema's owner too.
CREATE POLICY "backfill" ON "subscriptions" TO "billing_owner" USING (true) WITH CHECK (true);
UPDATE "subscriptions" SET "current_period_end" = now()
WHERE "status" = 'active' AND NOT "cancel_at_period_end" AND "current_period_end" < now();
DROP POLICY "backfill" ON "subscriptions";

-- By hand: beside trials and cancelled periods, those that nobody paid on, and those whose grace has run out. The release before
-- keeps asking the function it knows.
CREATE FUNCTION "organizations_with_due_subscription"("now" timestamptz) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = "billing", pg_temp
  AS $$ SELECT DISTINCT "organization_id" FROM "subscriptions"
        WHERE ("status" = 'trialing' AND "trial_ends_at" <= "now")
           OR ("status" = 'active' AND "current_period_end" <= "now")
           OR ("status" = 'past_due' AND "current_period_end" <= "now" - interval '7 days') LIMIT 500 $$;
REVOKE ALL ON FUNCTION "organizations_with_due_subscription"(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "organizations_with_due_subscription"(timestamptz) TO "billing_app";
