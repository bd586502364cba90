-- Why: the last call, visit or meeting of each client decides how long they may be written to; among half a million mails on
-- timelines it was looked for one by one.
-- Locks: interaction while the index is built, about a second per million rows. Old rows: nothing to fill.

CREATE INDEX "interaction_met_idx" ON "interaction" ("client_id", "at")
    WHERE "kind" IN ('call', 'visit', 'meeting', 'satisfaction');
