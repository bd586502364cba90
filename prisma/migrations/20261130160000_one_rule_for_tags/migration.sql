-- Pages joined the words of a tag by hyphens, keywords and imports left spaces between them, and programs could write capitals: one
-- tag stood under several names. Now one rule makes them (src/platform/tag.ts), and the old ones are called as it calls them; where
-- a client or thread has both, the one under the new name stays. What the rule would refuse keeps its name and can be taken off.
-- Both tables are written to only where a name changes; they are small beside those of mails, and read once.
CREATE FUNCTION "pg_temp".tag_by_rule(tag text) RETURNS text LANGUAGE SQL IMMUTABLE AS $$
  SELECT regexp_replace(regexp_replace(lower(ltrim(btrim(normalize(tag, NFC)), '#')), '[\s/\\]+', '-', 'g'), '-{2,}', '-', 'g')
$$;

INSERT INTO "client_tag" ("client_id", "tag", "at", "by")
SELECT "client_id", "pg_temp".tag_by_rule("tag"), "at", "by" FROM "client_tag" WHERE "tag" <> "pg_temp".tag_by_rule("tag")
ON CONFLICT DO NOTHING;
DELETE FROM "client_tag" WHERE "tag" <> "pg_temp".tag_by_rule("tag");

INSERT INTO "thread_tag" ("thread_id", "tag", "at", "by", "source_message_id")
SELECT "thread_id", "pg_temp".tag_by_rule("tag"), "at", "by", "source_message_id" FROM "thread_tag"
WHERE "tag" <> "pg_temp".tag_by_rule("tag")
ON CONFLICT DO NOTHING;
DELETE FROM "thread_tag" WHERE "tag" <> "pg_temp".tag_by_rule("tag");

DROP FUNCTION "pg_temp".tag_by_rule(text);
