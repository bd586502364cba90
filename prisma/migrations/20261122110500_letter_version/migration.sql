-- Why: a follow-up is written with the letter as it stood when it was planned, and the ledger tells with which version.
-- Locks: follow_up for an instant: columns without a default rewrite no row. Old rows keep null: those still planned are
-- written with the newest version, as before; nobody knows what the others were written with.

-- AlterTable
ALTER TABLE "follow_up" ADD COLUMN     "letter_en" INTEGER,
ADD COLUMN     "letter_fr" INTEGER,
ADD COLUMN     "written_in" TEXT;

ALTER TABLE "follow_up"
    ADD CONSTRAINT "follow_up_letter_check" CHECK ("letter_fr" >= 0 AND "letter_en" >= 0),
    ADD CONSTRAINT "follow_up_written_in_check" CHECK ("written_in" IN ('fr', 'en'));
