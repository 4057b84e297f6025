-- AlterTable
ALTER TABLE "entitlements" ADD COLUMN     "subscription_id" UUID;

