-- Why: other screens show how far the reading of a folder has come without counting its mails each time.
-- Locks: "folder" for a moment; a column with a constant default rewrites nothing.
-- Old rows: begin at 0; a folder that is read already shows as such by its past_uid.

ALTER TABLE "folder" ADD COLUMN "settled_count" INTEGER NOT NULL DEFAULT 0;
