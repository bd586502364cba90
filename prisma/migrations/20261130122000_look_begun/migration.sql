-- Why: a look through a mailbox of many folders on a slow server takes longer than senders wait for one to begin; while one is
--      under way they wait for its end, or what an answer would stop would never go.
-- Locks: mailbox_look, for an instant: the default is not written into its rows.
-- Old rows: no look is under way.

-- AlterTable
ALTER TABLE "mailbox_look" ADD COLUMN "begun" BIGINT NOT NULL DEFAULT 0;
