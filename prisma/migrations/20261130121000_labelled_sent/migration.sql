-- Why: what somebody else wrote under our address is no mail of ours: reports about it forbid nothing. The Sent folder is the
--      proof (SEMANTICS F2), on Gmail its label.
-- Locks: message_place, for an instant, and then its rows of Gmail's All Mail: about a second for 100,000 sent mails.
-- Old rows: mails under our address in All Mail were believed to be sent by us, and stay so.
ALTER TABLE "message_place" ADD COLUMN "is_labelled_sent" BOOLEAN NOT NULL DEFAULT false;

UPDATE "message_place" SET "is_labelled_sent" = true
FROM "folder", "message"
WHERE "folder"."id" = "message_place"."folder_id" AND "folder"."role" = 'all'
  AND "message"."id" = "message_place"."message_id" AND "message"."direction" = 'out';
