-- Why: senders take the follow-ups of higher priority first, also when a mailing to tens of thousands is due.
-- Locks: follow_up, while the index is built: it holds only what is planned. Old rows: indexed with the rest.
CREATE INDEX "follow_up_turn_idx" ON "follow_up" ("priority" DESC, "due_at", "id") WHERE "state" = 'planned';
