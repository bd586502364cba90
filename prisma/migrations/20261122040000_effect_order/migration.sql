-- Why: claiming an effect asks whether its order key has an earlier one pending; the index over all effects of the key
--      grows with every effect that was ever done.
-- Locks: the table effect, for reading only by others, for less than a second.
-- Old rows: nothing to fill.

-- Relied on by: claimEffect.
CREATE INDEX "effect_order_pending_idx" ON "effect" ("order_key", "position") WHERE "state" = 'pending';
DROP INDEX "effect_order_key_position_idx";
