-- Why: letters that the owner rewrites, version by version; bytes of sent mails until their copy lies in Sent.
-- Locks: nothing that is in use.
-- Old rows: there are none.

-- CreateTable
CREATE TABLE "letter_template" (
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "source" TEXT,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "saved_by" TEXT NOT NULL,

    CONSTRAINT "letter_template_pkey" PRIMARY KEY ("name","language","version")
);

-- CreateTable
CREATE TABLE "sent_copy" (
    "id" UUID NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "message_id_header" TEXT NOT NULL,
    "mime" BYTEA NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sent_copy_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "sent_copy" ADD CONSTRAINT "sent_copy_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailbox"("id") ON DELETE CASCADE ON UPDATE CASCADE;
