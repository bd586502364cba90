-- Why: a code of a code app was taken as often as it came while its time lasted; each counts once (RFC 6238 section 5.2), so the
--      step of the last one is remembered.
-- Locks: two_factor for an instant; it has at most one row for each member.
-- Old rows: no step yet, so the next code counts whichever it is.

-- AlterTable
ALTER TABLE "two_factor" ADD COLUMN "last_step" INTEGER;
