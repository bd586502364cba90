-- Why: a consent that was noted by mistake, and a program that was removed by mistake, can be taken back. The ledger of consent
--      only grows (SEMANTICS J1): taking back is a row of its own, and what counts is read from a view without either. A
--      removed endpoint keeps its row for a while.
-- Locks: consent_entry and webhook_endpoint, for an instant each; the check reads consent_entry once.
-- Old rows: none was taken back or removed.

-- AlterTable
ALTER TABLE "consent_entry" ADD COLUMN "takes_back" UUID;
ALTER TABLE "webhook_endpoint" ADD COLUMN "removed_at" TIMESTAMPTZ(3);

-- Also finds, for each entry, whether it was taken back.
CREATE UNIQUE INDEX "consent_entry_takes_back_key" ON "consent_entry"("takes_back");
ALTER TABLE "consent_entry" ADD CONSTRAINT "consent_entry_takes_back_fkey" FOREIGN KEY ("takes_back") REFERENCES "consent_entry"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "consent_entry" DROP CONSTRAINT "consent_entry_state_check";
ALTER TABLE "consent_entry" ADD CONSTRAINT "consent_entry_state_check" CHECK ("state" IN ('given', 'withdrawn', 'taken-back'));
ALTER TABLE "consent_entry" ADD CONSTRAINT "consent_entry_taken_back_check" CHECK (("state" = 'taken-back') = ("takes_back" IS NOT NULL));

-- What counts of the ledger: the entries that were not taken back.
CREATE VIEW "standing_consent" AS
    SELECT * FROM "consent_entry" AS entry
    WHERE takes_back IS NULL AND NOT EXISTS (SELECT FROM "consent_entry" AS later WHERE later.takes_back = entry.id);

ALTER TABLE "webhook_endpoint" DROP CONSTRAINT "webhook_endpoint_disabled_check";
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_disabled_check"
    CHECK (("disabled_at" IS NULL) = ("disabled_why" IS NULL) AND "disabled_why" IN ('failing', 'gone', 'by-hand', 'removed'));
