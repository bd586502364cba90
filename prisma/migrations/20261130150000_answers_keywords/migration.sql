-- Keywords written in an answer on the page of a thread are carried out when it is written, before there is a mail of it. Their
-- acts stand with the mail that is answered, apart from that mail's own by the key of the answer. Old rows are those of mails:
-- their key is empty. The default makes filling them instant; the index is built anew, which locks writing for as long as the
-- table takes to read (a row for each keyword ever written).
ALTER TABLE "keyword_act" ADD COLUMN "answer_key" TEXT NOT NULL DEFAULT '';

DROP INDEX "keyword_act_message_id_position_key";
CREATE UNIQUE INDEX "keyword_act_message_id_answer_key_position_key" ON "keyword_act"("message_id", "answer_key", "position");

-- Whether an answer was obeyed before, by its key alone.
CREATE INDEX "keyword_act_answer_key_idx" ON "keyword_act"("answer_key") WHERE "answer_key" <> '';
