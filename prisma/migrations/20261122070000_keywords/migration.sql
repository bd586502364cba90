-- Why: what members ask for by #words is kept word by word, so that a receipt can tell it and #undo take it back; a promise to
--      ask a client again is dropped when the client answers first.
-- Locks: the table reminder, for the moment of adding a column.
-- Old rows: reminders stay due whatever the client does.

ALTER TABLE "reminder" ADD COLUMN     "unless_answered_since" TIMESTAMPTZ(3);

CREATE TABLE "keyword_act" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "message_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "member_id" UUID,
    "receipt_to" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "said" JSONB NOT NULL,
    "undo" JSONB,
    "receipt_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "keyword_act_pkey" PRIMARY KEY ("id")
);

-- Relied on by: #undo in answer to a receipt.
CREATE INDEX "keyword_act_receipt_id_idx" ON "keyword_act"("receipt_id");

-- Relied on by: the acts that no receipt tells of yet.
CREATE INDEX "keyword_act_receipt_to_at_idx" ON "keyword_act"("receipt_to", "at");

CREATE UNIQUE INDEX "keyword_act_message_id_position_key" ON "keyword_act"("message_id", "position");

ALTER TABLE "keyword_act" ADD CONSTRAINT "keyword_act_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "keyword_act" ADD CONSTRAINT "keyword_act_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "keyword_act" ADD CONSTRAINT "keyword_act_state_check" CHECK ("state" IN ('done', 'refused', 'not-understood', 'undone'));
ALTER TABLE "keyword_act" ADD CONSTRAINT "keyword_act_undone_check" CHECK (("state" = 'undone') = ("undone_at" IS NOT NULL));
