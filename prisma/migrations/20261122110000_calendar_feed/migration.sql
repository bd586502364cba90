-- Why: members see reminders, birthdays and follow-ups in the calendar they already use, by a secret address each.
-- Locks: none: the table is new. Old rows: none.

-- CreateTable
CREATE TABLE "calendar_feed" (
    "member_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("member_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_feed_token_hash_key" ON "calendar_feed"("token_hash");

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_hash_check" CHECK ("token_hash" ~ '^[0-9a-f]{64}$');
