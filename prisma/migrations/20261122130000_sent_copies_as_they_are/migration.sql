-- A copy is kept for seconds, until it lies in Sent: compressing it costs more than it saves. Locks sent_copy for an instant;
-- old rows stay as they are.
ALTER TABLE "sent_copy" ALTER COLUMN "mime" SET STORAGE EXTERNAL;
