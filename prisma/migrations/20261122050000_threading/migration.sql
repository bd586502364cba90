-- Why: threads are built from what each mail refers to, whatever the order of arrival, so that has to be kept; whom a mail
-- concerns is kept too, so that somebody who becomes a client later finds the mails that were there before.
-- Locks: the tables that it changes, for the time of adding columns.
-- Old rows: no release holds mails yet; those of a development database are read as referring to nothing and concerning
-- their sender.

DROP INDEX "message_address_address_idx";

ALTER TABLE "client" ADD COLUMN "first_inbound_at" TIMESTAMPTZ(3),
ADD COLUMN "name_at" TIMESTAMPTZ(3),
ADD COLUMN "name_rank" INTEGER NOT NULL DEFAULT 3;

ALTER TABLE "thread_reference" ADD COLUMN "borne" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "settled" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "message" ADD COLUMN "bears" TEXT[],
ADD COLUMN "fallback_ids" TEXT[],
ADD COLUMN "in_reply_to" TEXT[],
ADD COLUMN "refers_to" TEXT[];

ALTER TABLE "message_address" ADD COLUMN "concerns" BOOLEAN,
ADD COLUMN "match_key" TEXT;
UPDATE "message_address" SET "concerns" = "role" = 'from', "match_key" = "address";
ALTER TABLE "message_address" ALTER COLUMN "concerns" SET NOT NULL,
ALTER COLUMN "match_key" SET NOT NULL;

ALTER TABLE "message_address" DROP CONSTRAINT "message_address_role_check";
ALTER TABLE "message_address" ADD CONSTRAINT "message_address_role_check"
  CHECK ("role" IN ('from', 'reply-to', 'to', 'cc', 'bcc', 'forwarded', 'bounced'));
ALTER TABLE "client" ADD CONSTRAINT "client_name_rank_check" CHECK ("name_rank" BETWEEN 0 AND 3);

-- Relied on by: the look at earlier mails of somebody who becomes a client; whether an address is a client's.
CREATE INDEX "message_address_match_key_idx" ON "message_address"("match_key");
