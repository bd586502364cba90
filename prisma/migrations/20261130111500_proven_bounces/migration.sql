-- Anybody can write a delivery report: only one about a mail that we did send to that address may forbid writing there. Locks
-- address_bounce for an instant; the rows that stand were counted as proven, and stay so.
ALTER TABLE "address_bounce" ADD COLUMN "is_proven" BOOLEAN NOT NULL DEFAULT true;
