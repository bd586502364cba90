-- Why: the first tables: settings and outbox, team, mailboxes and their folders, messages and threads, clients and their timeline.
-- Locks: nothing that exists. Old rows: there are none.

-- CreateTable
CREATE TABLE "company" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "domain" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "company_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "external_id" TEXT,
    "name" TEXT NOT NULL,
    "company_id" UUID,
    "state" TEXT NOT NULL,
    "state_reason" TEXT NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "merged_into_id" UUID,
    "phone" TEXT,
    "language" TEXT,
    "zone" TEXT,
    "birthday_month" INTEGER,
    "birthday_day" INTEGER,
    "birthday_year" INTEGER,
    "birthday_known_at" TIMESTAMPTZ(3),
    "customer_since" DATE,
    "owner_id" UUID,
    "fields" JSONB NOT NULL DEFAULT '{}',
    "last_interaction_at" TIMESTAMPTZ(3),
    "last_inbound_at" TIMESTAMPTZ(3),
    "last_outbound_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "client_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client_address" (
    "address" TEXT NOT NULL,
    "match_key" TEXT NOT NULL,
    "client_id" UUID NOT NULL,
    "is_primary" BOOLEAN NOT NULL DEFAULT false,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "client_address_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "client_tag" (
    "client_id" UUID NOT NULL,
    "tag" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "by" TEXT NOT NULL,

    CONSTRAINT "client_tag_pkey" PRIMARY KEY ("client_id","tag")
);

-- CreateTable
CREATE TABLE "interaction" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "client_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "direction" TEXT,
    "title" TEXT NOT NULL,
    "body" TEXT,
    "message_id" UUID,
    "subject_kind" TEXT,
    "subject_id" TEXT,
    "state" TEXT,
    "source" TEXT NOT NULL,
    "external_id" TEXT,
    "by" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "interaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "preference" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "client_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sentence" TEXT,
    "message_id" UUID,
    "said_by" TEXT NOT NULL,
    "said_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "preference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent_entry" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "client_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "wording" TEXT,
    "evidence" TEXT,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "address" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "evidence" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "address_bounce" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "address" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hard" BOOLEAN NOT NULL,
    "status" TEXT,
    "reason" TEXT NOT NULL,
    "message_id" UUID,

    CONSTRAINT "address_bounce_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client_merge" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "from_id" UUID NOT NULL,
    "into_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "by" TEXT NOT NULL,
    "moved" JSONB NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "client_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erased_address" (
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erased_address_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "reminder" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "client_id" UUID,
    "thread_id" UUID,
    "member_id" UUID,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,
    "source_message_id" UUID,
    "done_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reminder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mailbox" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "address" TEXT NOT NULL,
    "imap_host" TEXT NOT NULL,
    "imap_port" INTEGER NOT NULL,
    "imap_tls" TEXT NOT NULL,
    "smtp_host" TEXT,
    "smtp_port" INTEGER,
    "smtp_tls" TEXT,
    "username" TEXT NOT NULL,
    "authentication" TEXT NOT NULL DEFAULT 'password',
    "secret" BYTEA NOT NULL,
    "authserv_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "capabilities_off" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "state" TEXT NOT NULL DEFAULT 'active',
    "state_reason" TEXT,
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "login_failures" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mailbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "folder" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "mailbox_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "delimiter" TEXT,
    "role" TEXT,
    "reading" TEXT NOT NULL,
    "uid_validity" BIGINT,
    "cursor_uid" BIGINT NOT NULL DEFAULT 0,
    "past_uid" BIGINT,
    "highest_modseq" BIGINT,
    "server_count" INTEGER,
    "parked_reason" TEXT,
    "gone_at" TIMESTAMPTZ(3),
    "last_read_at" TIMESTAMPTZ(3),

    CONSTRAINT "folder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_place" (
    "folder_id" UUID NOT NULL,
    "uid_validity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "message_id" UUID NOT NULL,
    "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "server_thread" TEXT,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_place_pkey" PRIMARY KEY ("folder_id","uid_validity","uid")
);

-- CreateTable
CREATE TABLE "skipped_mail" (
    "folder_id" UUID NOT NULL,
    "uid_validity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "rule" TEXT NOT NULL,
    "identity" TEXT,

    CONSTRAINT "skipped_mail_pkey" PRIMARY KEY ("folder_id","uid_validity","uid")
);

-- CreateTable
CREATE TABLE "quarantine" (
    "folder_id" UUID NOT NULL,
    "uid_validity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "size" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retried_at" TIMESTAMPTZ(3),

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("folder_id","uid_validity","uid")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "effect" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "order_key" TEXT,
    "position" BIGSERIAL NOT NULL,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "run_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "effect_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'member',
    "language" TEXT,
    "left_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "our_address" (
    "address" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "our_address_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "member_address" (
    "address" TEXT NOT NULL,
    "member_id" UUID NOT NULL,

    CONSTRAINT "member_address_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "thread" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "subject" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "message_count" INTEGER NOT NULL DEFAULT 0,
    "last_direction" TEXT,
    "waiting_since" TIMESTAMPTZ(3),
    "owner_id" UUID,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "merged_into_id" UUID,

    CONSTRAINT "thread_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "thread_reference" (
    "reference" TEXT NOT NULL,
    "thread_id" UUID NOT NULL,

    CONSTRAINT "thread_reference_pkey" PRIMARY KEY ("reference")
);

-- CreateTable
CREATE TABLE "thread_tag" (
    "thread_id" UUID NOT NULL,
    "tag" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "by" TEXT NOT NULL,
    "source_message_id" UUID,

    CONSTRAINT "thread_tag_pkey" PRIMARY KEY ("thread_id","tag")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "identity" TEXT NOT NULL,
    "message_id_header" TEXT,
    "thread_id" UUID NOT NULL,
    "direction" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "evidence" TEXT[],
    "subject" TEXT NOT NULL,
    "base_subject" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "from_address" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,
    "reply_text" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "html" TEXT,
    "language" TEXT,
    "understood" JSONB NOT NULL,
    "attachments" JSONB NOT NULL DEFAULT '[]',
    "headers" JSONB NOT NULL DEFAULT '[]',
    "size" INTEGER NOT NULL,
    "id_conflict" BOOLEAN NOT NULL DEFAULT false,
    "member_id" UUID,
    "stored_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "indexed_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_search" (
    "message_id" UUID NOT NULL,
    "document" tsvector NOT NULL,

    CONSTRAINT "message_search_pkey" PRIMARY KEY ("message_id")
);

-- CreateTable
CREATE TABLE "message_address" (
    "message_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "message_address_pkey" PRIMARY KEY ("message_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "company_domain_key" ON "company"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "client_external_id_key" ON "client"("external_id");

-- CreateIndex
CREATE INDEX "client_state_last_interaction_at_idx" ON "client"("state", "last_interaction_at" DESC);

-- CreateIndex
CREATE INDEX "client_birthday_month_birthday_day_idx" ON "client"("birthday_month", "birthday_day");

-- CreateIndex
CREATE INDEX "client_company_id_idx" ON "client"("company_id");

-- CreateIndex
CREATE INDEX "client_address_client_id_idx" ON "client_address"("client_id");

-- CreateIndex
CREATE INDEX "client_address_match_key_idx" ON "client_address"("match_key");

-- CreateIndex
CREATE INDEX "client_tag_tag_idx" ON "client_tag"("tag");

-- CreateIndex
CREATE INDEX "interaction_client_id_at_idx" ON "interaction"("client_id", "at" DESC);

-- CreateIndex
CREATE INDEX "interaction_subject_kind_subject_id_idx" ON "interaction"("subject_kind", "subject_id");

-- CreateIndex
CREATE INDEX "interaction_message_id_idx" ON "interaction"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "interaction_client_id_message_id_key" ON "interaction"("client_id", "message_id");

-- CreateIndex
CREATE UNIQUE INDEX "interaction_source_kind_external_id_key" ON "interaction"("source", "kind", "external_id");

-- CreateIndex
CREATE INDEX "preference_client_id_key_said_at_idx" ON "preference"("client_id", "key", "said_at");

-- CreateIndex
CREATE INDEX "preference_state_idx" ON "preference"("state");

-- CreateIndex
CREATE INDEX "consent_entry_client_id_purpose_at_idx" ON "consent_entry"("client_id", "purpose", "at");

-- CreateIndex
CREATE INDEX "suppression_address_idx" ON "suppression"("address");

-- CreateIndex
CREATE UNIQUE INDEX "suppression_address_reason_at_key" ON "suppression"("address", "reason", "at");

-- CreateIndex
CREATE INDEX "address_bounce_address_at_idx" ON "address_bounce"("address", "at");

-- CreateIndex
CREATE UNIQUE INDEX "address_bounce_message_id_address_key" ON "address_bounce"("message_id", "address");

-- CreateIndex
CREATE INDEX "client_merge_from_id_idx" ON "client_merge"("from_id");

-- CreateIndex
CREATE INDEX "client_merge_into_id_idx" ON "client_merge"("into_id");

-- CreateIndex
CREATE INDEX "reminder_due_at_idx" ON "reminder"("due_at");

-- CreateIndex
CREATE INDEX "reminder_client_id_idx" ON "reminder"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "mailbox_address_key" ON "mailbox"("address");

-- CreateIndex
CREATE UNIQUE INDEX "folder_mailbox_id_path_key" ON "folder"("mailbox_id", "path");

-- CreateIndex
CREATE INDEX "message_place_message_id_idx" ON "message_place"("message_id");

-- CreateIndex
CREATE INDEX "effect_state_run_after_idx" ON "effect"("state", "run_after");

-- CreateIndex
CREATE INDEX "effect_order_key_position_idx" ON "effect"("order_key", "position");

-- CreateIndex
CREATE UNIQUE INDEX "effect_kind_key_key" ON "effect"("kind", "key");

-- CreateIndex
CREATE UNIQUE INDEX "member_email_key" ON "member"("email");

-- CreateIndex
CREATE INDEX "member_address_member_id_idx" ON "member_address"("member_id");

-- CreateIndex
CREATE INDEX "audit_entry_subject_kind_subject_id_at_idx" ON "audit_entry"("subject_kind", "subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

-- CreateIndex
CREATE INDEX "thread_last_at_idx" ON "thread"("last_at" DESC);

-- CreateIndex
CREATE INDEX "thread_waiting_since_idx" ON "thread"("waiting_since");

-- CreateIndex
CREATE INDEX "thread_reference_thread_id_idx" ON "thread_reference"("thread_id");

-- CreateIndex
CREATE INDEX "thread_tag_tag_idx" ON "thread_tag"("tag");

-- CreateIndex
CREATE UNIQUE INDEX "message_identity_key" ON "message"("identity");

-- CreateIndex
CREATE INDEX "message_thread_id_sent_at_idx" ON "message"("thread_id", "sent_at");

-- CreateIndex
CREATE INDEX "message_message_id_header_idx" ON "message"("message_id_header");

-- CreateIndex
CREATE INDEX "message_from_address_sent_at_idx" ON "message"("from_address", "sent_at");

-- CreateIndex
CREATE INDEX "message_search_document_idx" ON "message_search" USING GIN ("document");

-- CreateIndex
CREATE INDEX "message_address_address_idx" ON "message_address"("address");

-- AddForeignKey
ALTER TABLE "client" ADD CONSTRAINT "client_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client" ADD CONSTRAINT "client_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_address" ADD CONSTRAINT "client_address_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_tag" ADD CONSTRAINT "client_tag_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preference" ADD CONSTRAINT "preference_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent_entry" ADD CONSTRAINT "consent_entry_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reminder" ADD CONSTRAINT "reminder_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reminder" ADD CONSTRAINT "reminder_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "folder" ADD CONSTRAINT "folder_mailbox_id_fkey" FOREIGN KEY ("mailbox_id") REFERENCES "mailbox"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_place" ADD CONSTRAINT "message_place_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_place" ADD CONSTRAINT "message_place_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "skipped_mail" ADD CONSTRAINT "skipped_mail_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quarantine" ADD CONSTRAINT "quarantine_folder_id_fkey" FOREIGN KEY ("folder_id") REFERENCES "folder"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_address" ADD CONSTRAINT "member_address_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread" ADD CONSTRAINT "thread_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_reference" ADD CONSTRAINT "thread_reference_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_tag" ADD CONSTRAINT "thread_tag_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "thread"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "thread"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_search" ADD CONSTRAINT "message_search_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_address" ADD CONSTRAINT "message_address_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a row may say
ALTER TABLE "effect" ADD CONSTRAINT "effect_state_check" CHECK ("state" IN ('pending', 'done', 'failed'));
ALTER TABLE "member" ADD CONSTRAINT "member_role_check" CHECK ("role" IN ('owner', 'member'));
ALTER TABLE "mailbox" ADD CONSTRAINT "mailbox_imap_tls_check" CHECK ("imap_tls" IN ('implicit', 'starttls', 'none'));
ALTER TABLE "mailbox" ADD CONSTRAINT "mailbox_authentication_check" CHECK ("authentication" IN ('password', 'oauth2'));
ALTER TABLE "mailbox" ADD CONSTRAINT "mailbox_state_check" CHECK ("state" IN ('active', 'paused', 'refused', 'unreachable'));
ALTER TABLE "folder" ADD CONSTRAINT "folder_reading_check" CHECK ("reading" IN ('read', 'bounces', 'skipped'));
ALTER TABLE "folder" ADD CONSTRAINT "folder_uid_validity_check" CHECK ("uid_validity" > 0);
ALTER TABLE "message" ADD CONSTRAINT "message_direction_check" CHECK ("direction" IN ('in', 'out', 'internal'));
ALTER TABLE "message" ADD CONSTRAINT "message_kind_check" CHECK ("kind" IN ('complaint', 'delivery-report', 'automatic', 'list', 'bulk', 'human'));
ALTER TABLE "client" ADD CONSTRAINT "client_state_check" CHECK ("state" IN ('suggested', 'active', 'ignored', 'merged', 'erased'));
ALTER TABLE "client" ADD CONSTRAINT "client_merged_check" CHECK (("state" = 'merged') = ("merged_into_id" IS NOT NULL));
ALTER TABLE "client" ADD CONSTRAINT "client_birthday_check" CHECK (("birthday_month" IS NULL) = ("birthday_day" IS NULL) AND "birthday_month" BETWEEN 1 AND 12 AND "birthday_day" BETWEEN 1 AND 31);
ALTER TABLE "preference" ADD CONSTRAINT "preference_state_check" CHECK ("state" IN ('proposed', 'accepted', 'rejected', 'superseded'));
ALTER TABLE "consent_entry" ADD CONSTRAINT "consent_entry_state_check" CHECK ("state" IN ('given', 'withdrawn'));
ALTER TABLE "suppression" ADD CONSTRAINT "suppression_scope_check" CHECK ("scope" IN ('marketing', 'all'));
ALTER TABLE "message_address" ADD CONSTRAINT "message_address_role_check" CHECK ("role" IN ('from', 'reply-to', 'to', 'cc', 'bcc', 'forwarded'));

-- Relied on by: the sweep for effects to run; the sweep for messages not yet searchable; the page of those who wait.
CREATE INDEX "effect_pending_idx" ON "effect" ("run_after", "position") WHERE "state" = 'pending';
CREATE INDEX "message_not_indexed_idx" ON "message" ("stored_at") WHERE "indexed_at" IS NULL;
CREATE UNIQUE INDEX "client_address_primary_idx" ON "client_address" ("client_id") WHERE "is_primary";
