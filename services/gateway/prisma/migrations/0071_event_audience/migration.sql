-- AlterTable
ALTER TABLE "event_log" ADD COLUMN "only_user" TEXT;
