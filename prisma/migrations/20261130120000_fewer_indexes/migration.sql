-- Each mail that is read makes 28 entries in indexes. Those of the five that go here find
-- nothing that others do not find: thread_list_idx and thread_waiting_idx hold the threads that are listed and waiting; the
-- mails of a record are found by client and date, the records of a mail by the unique index, turned round; few timeline
-- entries have a subject. Locks thread and interaction against writing while two indexes are built, a few seconds for a
-- million entries. No row changes.
DROP INDEX "thread_last_at_idx";
DROP INDEX "thread_waiting_since_idx";
CREATE UNIQUE INDEX "interaction_message_id_client_id_key" ON "interaction"("message_id", "client_id");
DROP INDEX "interaction_client_id_message_id_key";
DROP INDEX "interaction_message_id_idx";
DROP INDEX "interaction_subject_kind_subject_id_idx";
CREATE INDEX "interaction_subject_idx" ON "interaction"("subject_kind", "subject_id") WHERE "subject_id" IS NOT NULL;
