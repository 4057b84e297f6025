-- AlterTable
ALTER TABLE "imports" ADD COLUMN "companies_created" INTEGER,
ADD COLUMN "companies_updated" INTEGER,
ADD COLUMN "contacts_created" INTEGER,
ADD COLUMN "contacts_updated" INTEGER,
ADD COLUMN "day_order" TEXT,
ADD COLUMN "header_row" INTEGER,
ADD COLUMN "top_rows" JSONB,
ADD COLUMN "undo_companies" JSONB,
ADD COLUMN "warned" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "import_rows" ADD COLUMN "warnings" JSONB;

-- By hand: rows that were taken with something left out are few among many.
CREATE INDEX "import_rows_warned_idx" ON "import_rows" ("organization_id", "import_id", "row_number") WHERE "warnings" IS NOT NULL;
