-- Why: every mail of ours is a row before it is a mail, and all senders of an account share one pace.
-- Locks: nothing that is in use. Old rows: there are none.

-- CreateTable
CREATE TABLE "outgoing_mail" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "purpose" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "mailbox_id" UUID NOT NULL,
    "message_id_header" TEXT NOT NULL,
    "to_address" TEXT NOT NULL,
    "to_name" TEXT NOT NULL DEFAULT '',
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT,
    "in_reply_to" TEXT,
    "references" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "thread_id" UUID,
    "automatic" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_by" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outgoing_mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sending_pace" (
    "mailbox_id" UUID NOT NULL,
    "per_minute" INTEGER NOT NULL DEFAULT 30,
    "per_day" INTEGER NOT NULL DEFAULT 500,
    "minute_tokens" DOUBLE PRECISION NOT NULL,
    "day_tokens" DOUBLE PRECISION NOT NULL,
    "refilled_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_until" TIMESTAMPTZ(3),

    CONSTRAINT "sending_pace_pkey" PRIMARY KEY ("mailbox_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_mail_message_id_header_key" ON "outgoing_mail"("message_id_header");

-- CreateIndex
CREATE INDEX "outgoing_mail_thread_id_idx" ON "outgoing_mail"("thread_id");

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_mail_purpose_key_key" ON "outgoing_mail"("purpose", "key");

-- AddForeignKey
ALTER TABLE "outgoing_mail" ADD CONSTRAINT "outgoing_mail_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailbox"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sending_pace" ADD CONSTRAINT "sending_pace_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailbox"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a row may say
ALTER TABLE "outgoing_mail" ADD CONSTRAINT "outgoing_mail_state_check" CHECK ("state" IN ('planned', 'claimed', 'sending', 'sent', 'failed', 'unknown', 'cancelled'));
ALTER TABLE "sending_pace" ADD CONSTRAINT "sending_pace_limits_check" CHECK ("per_minute" > 0 AND "per_day" > 0);

-- Relied on by: claiming what is due; settling what dead senders left.
CREATE INDEX "outgoing_mail_due_idx" ON "outgoing_mail" ("not_before") WHERE "state" = 'planned';
CREATE INDEX "outgoing_mail_open_idx" ON "outgoing_mail" ("claimed_at") WHERE "state" IN ('claimed', 'sending', 'unknown');
