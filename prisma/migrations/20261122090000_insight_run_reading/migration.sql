-- Why: a computation of insights notes which purchases it read, so that it is known when another is due.
-- Locks: insight_run, for an instant. Old rows: 0 purchases, so that a computation follows.

-- AlterTable
ALTER TABLE "insight_run" ADD COLUMN     "last_change_at" TIMESTAMPTZ(3),
ADD COLUMN     "purchases_read" INTEGER NOT NULL DEFAULT 0;
