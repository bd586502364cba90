-- Why: before a follow-up goes that an answer would stop, the mailboxes are to have been read up to now: senders ask for a
--      look, and watchers answer here.
-- Locks: mailbox, for an instant, for the foreign key.
-- Old rows: a mailbox gets its row when a watcher has read it through.

-- CreateTable
CREATE TABLE "mailbox_look" (
    "mailbox_id" UUID NOT NULL,
    "asked" BIGINT NOT NULL DEFAULT 0,
    "answered" BIGINT NOT NULL DEFAULT 0,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mailbox_look_pkey" PRIMARY KEY ("mailbox_id")
);

-- AddForeignKey
ALTER TABLE "mailbox_look" ADD CONSTRAINT "mailbox_look_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailbox"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "mailbox_look" ADD CONSTRAINT "mailbox_look_answered_check" CHECK ("answered" <= "asked");
