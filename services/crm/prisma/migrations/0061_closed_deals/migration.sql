-- By hand: won and lost deals, newest first, and their totals by month.
CREATE INDEX "deals_closed_idx" ON "deals" ("organization_id", "closed_at", "id") INCLUDE ("status", "pipeline_id", "currency", "value_amount") WHERE "deleted_at" IS NULL AND "status" <> 'open';
