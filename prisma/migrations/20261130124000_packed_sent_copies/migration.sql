-- Copies are packed where letters are written: most of what ending a mail cost was writing its thirty kilobytes twice over, into
-- the table and the log. Those that wait already are unpacked ones. Locks sent_copy for an instant.
ALTER TABLE "sent_copy" ADD COLUMN "is_packed" BOOLEAN NOT NULL DEFAULT FALSE;
