-- Why: what clients are asked to agree to is the firm's to word, and each wording stays known (SEMANTICS J1), whoever changes
--      the setting from wherever; the pages that clients see may carry the firm's own picture.
-- Locks: setting, for an instant: a trigger. Old rows: no such setting was there.

-- CreateTable
CREATE TABLE "consent_wording" (
    "purpose" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_wording_pkey" PRIMARY KEY ("purpose","language","version")
);

-- CreateTable
CREATE TABLE "firm_logo" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "hash" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "firm_logo_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "consent_wording" ADD CONSTRAINT "consent_wording_language_check" CHECK ("language" IN ('fr', 'en'));
ALTER TABLE "firm_logo"
    ADD CONSTRAINT "firm_logo_one_check" CHECK ("id" = 1),
    ADD CONSTRAINT "firm_logo_type_check" CHECK ("type" IN ('image/png', 'image/jpeg', 'image/webp')),
    ADD CONSTRAINT "firm_logo_size_check" CHECK (octet_length("bytes") <= 262144);

-- `consent.marketing.fr` holds the French words for marketing. Words taken back are an empty version: then the program's hold.
CREATE FUNCTION keep_consent_wording() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text;
    words text := '';
    latest record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        name := OLD.key;
    ELSE
        name := NEW.key;
        words := NEW.value #>> '{}';
    END IF;
    SELECT version, text INTO latest FROM consent_wording
    WHERE purpose = split_part(name, '.', 2) AND language = split_part(name, '.', 3)
    ORDER BY version DESC LIMIT 1;
    IF COALESCE(latest.text, '') <> words THEN
        INSERT INTO consent_wording (purpose, language, version, text)
        VALUES (split_part(name, '.', 2), split_part(name, '.', 3), COALESCE(latest.version, 0) + 1, words);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER setting_consent_written AFTER INSERT OR UPDATE ON setting
    FOR EACH ROW WHEN (NEW.key LIKE 'consent.%.%') EXECUTE FUNCTION keep_consent_wording();
CREATE TRIGGER setting_consent_removed AFTER DELETE ON setting
    FOR EACH ROW WHEN (OLD.key LIKE 'consent.%.%') EXECUTE FUNCTION keep_consent_wording();
