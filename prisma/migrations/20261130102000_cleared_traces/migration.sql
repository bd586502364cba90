-- When what was left of an erased person in the database's files was cleared; null where it is still to be done, which earlier
-- erasures are. Locks erased_address for an instant.
ALTER TABLE "erased_address" ADD COLUMN "cleared_at" TIMESTAMPTZ(3);
