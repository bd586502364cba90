-- Why: what a coupon brought is kept with its redemption, once; the ledger of follow-ups need not say it again.
-- Locks: follow_up_event, for an instant. Old rows: the columns were never filled.

-- AlterTable
ALTER TABLE "follow_up_event" DROP COLUMN "amount",
DROP COLUMN "discount";
