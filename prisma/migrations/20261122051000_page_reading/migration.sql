-- Why: pages list and search 50,000 clients and 500,000 mails within 100 ms: search as you type over names and addresses without
--      regard to accents, lists by cursor in the order they are shown.
-- Locks: `client` while its generated column is computed (a rewrite: about a second for 50,000 rows); the other tables against
--      writing while their indexes are built.
-- Old rows: the generated column is computed for all of them.

-- Trusted since PostgreSQL 13: the owner of the database may add it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Lower case without accents: "helene" finds "Hélène". The same letters as in src/web/reading/search.ts.
CREATE FUNCTION folded(given TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT translate(lower(given), 'àáâäãåçèéêëìíîïñòóôöõùúûüýÿœæ’', 'aaaaaaceeeeiiiinooooouuuuyyoa''')
$$;

ALTER TABLE "client" ADD COLUMN "name_folded" TEXT GENERATED ALWAYS AS (folded("name")) STORED;

-- Search as you type: any part of a name or an address.
CREATE INDEX "client_name_folded_idx" ON "client" USING GIN ("name_folded" gin_trgm_ops);
CREATE INDEX "client_address_part_idx" ON "client_address" USING GIN ("address" gin_trgm_ops);
-- Words of notes; mails have their own index of words.
CREATE INDEX "interaction_note_idx" ON "interaction" USING GIN (folded("body") gin_trgm_ops) WHERE "kind" = 'note';

-- The list of clients in each of its orders.
CREATE INDEX "client_list_recent_idx" ON "client" ("state", (COALESCE("last_interaction_at", "created_at")) DESC, "id" DESC);
CREATE INDEX "client_list_name_idx" ON "client" ("state", "name_folded", "id");

-- The list of threads, and who waits.
CREATE INDEX "thread_list_idx" ON "thread" ("last_at" DESC, "id" DESC) WHERE "merged_into_id" IS NULL AND "message_count" > 0;
CREATE INDEX "thread_waiting_idx" ON "thread" ("waiting_since" DESC) WHERE "waiting_since" IS NOT NULL;

-- Found mails, newest first, where a word is common.
CREATE INDEX "message_sent_at_idx" ON "message" ("sent_at" DESC);

-- Reminders that are still to be done.
CREATE INDEX "reminder_open_idx" ON "reminder" ("due_at") WHERE "done_at" IS NULL;

-- The audit trail, page by page.
CREATE INDEX "audit_entry_list_idx" ON "audit_entry" ("at" DESC, "id" DESC);
