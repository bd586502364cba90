-- Why: the list of coupons is walked from the latest, part by part.
-- Locks: coupon against writing while the index is built, a second for a million rows. Old rows: none change.

-- CreateIndex
CREATE INDEX "coupon_issued_at_id_idx" ON "coupon"("issued_at" DESC, "id" DESC);
