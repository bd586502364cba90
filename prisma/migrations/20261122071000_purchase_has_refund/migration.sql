-- Why: reports look for refunds of every purchase; most have none, and joining all of them to none misleads the planner.
-- Locks: purchase, for as long as it takes to mark those that have one. Old rows: marked from the refunds that name them.

-- AlterTable
ALTER TABLE "purchase" ADD COLUMN     "has_refund" BOOLEAN NOT NULL DEFAULT false;

UPDATE "purchase" SET "has_refund" = true
FROM "purchase" AS "refund"
WHERE "refund"."source" = "purchase"."source" AND "refund"."refund_of" = "purchase"."external_id";
