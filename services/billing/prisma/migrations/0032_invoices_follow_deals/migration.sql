-- AlterTable
ALTER TABLE "deal_reopenings" ADD COLUMN "deleted_sequence" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "restored_sequence" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "invoices" ADD COLUMN "deal_sequence" BIGINT,
ADD COLUMN "discarded_with_deal" BOOLEAN NOT NULL DEFAULT false;
