-- Why: the firm's own web site has a contact form: it writes to the firm's mailbox with the visitor in Reply-To, and what was
--      chosen besides (an answer, a consent) waits here until that mail is read.
-- Locks: outgoing_mail, for an instant: two columns without a default. Old rows: no mail had another Reply-To.

-- AlterTable
ALTER TABLE "outgoing_mail" ADD COLUMN     "reply_to" TEXT,
ADD COLUMN     "reply_to_name" TEXT;

-- CreateTable
CREATE TABLE "contact_submission" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "address" TEXT NOT NULL,
    "answer" TEXT,
    "fact" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "wording" TEXT,
    "confirm_hash" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "client_id" UUID,

    CONSTRAINT "contact_submission_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "contact_submission_confirm_hash_key" ON "contact_submission"("confirm_hash");

-- CreateIndex
CREATE INDEX "contact_submission_at_idx" ON "contact_submission"("at");

ALTER TABLE "contact_submission"
    ADD CONSTRAINT "contact_submission_confirm_check" CHECK ("confirm_hash" ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT "contact_submission_consent_check" CHECK (("wording" IS NULL) = ("confirm_hash" IS NULL));
