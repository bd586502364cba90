-- Why: campaigns with their versions, and the ledger of every follow-up from plan to outcome.
-- Locks: client and purchase, for an instant to add foreign keys that point to client, and while the two indexes over days of
-- the year are built (a second or so for a million purchases). Old rows: none.

-- CreateTable
CREATE TABLE "campaign" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "title" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "planned_until" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_version" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "campaign_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "campaign_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_activity" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "campaign_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),
    "started_by" TEXT NOT NULL,
    "ended_by" TEXT,

    CONSTRAINT "campaign_activity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_member" (
    "campaign_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "entered_on" DATE,

    CONSTRAINT "campaign_member_pkey" PRIMARY KEY ("campaign_id","client_id")
);

-- CreateTable
CREATE TABLE "follow_up" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "campaign_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "occurrence" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "occurrence_day" DATE NOT NULL,
    "years" INTEGER,
    "thread_id" UUID,
    "sent_to" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "zone" TEXT NOT NULL,
    "meant_for" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "due_day" DATE NOT NULL,
    "stops_since" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "detail" TEXT,
    "postponed_at" TIMESTAMPTZ(3),
    "approved_at" TIMESTAMPTZ(3),
    "approved_by" TEXT,
    "claimed_by" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "address" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "link_token" UUID NOT NULL DEFAULT gen_random_uuid(),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "follow_up_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "follow_up_event" (
    "id" BIGSERIAL NOT NULL,
    "follow_up_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "detail" TEXT,
    "evidence" TEXT,
    "amount" BIGINT,
    "discount" BIGINT,

    CONSTRAINT "follow_up_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_name_key" ON "campaign"("name");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_version_campaign_id_number_key" ON "campaign_version"("campaign_id", "number");

-- CreateIndex
CREATE INDEX "campaign_activity_campaign_id_from_at_idx" ON "campaign_activity"("campaign_id", "from_at");

-- CreateIndex
CREATE INDEX "campaign_member_client_id_idx" ON "campaign_member"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "follow_up_link_token_key" ON "follow_up"("link_token");

-- CreateIndex
CREATE INDEX "follow_up_client_id_due_at_idx" ON "follow_up"("client_id", "due_at");

-- CreateIndex
CREATE INDEX "follow_up_campaign_id_state_since_idx" ON "follow_up"("campaign_id", "state_since");

-- CreateIndex
CREATE INDEX "follow_up_version_id_idx" ON "follow_up"("version_id");

-- CreateIndex
CREATE UNIQUE INDEX "follow_up_campaign_id_client_id_occurrence_step_key" ON "follow_up"("campaign_id", "client_id", "occurrence", "step");

-- CreateIndex
CREATE INDEX "follow_up_event_follow_up_id_at_idx" ON "follow_up_event"("follow_up_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "follow_up_event_follow_up_id_kind_evidence_key" ON "follow_up_event"("follow_up_id", "kind", "evidence");

-- AddForeignKey
ALTER TABLE "campaign_version" ADD CONSTRAINT "campaign_version_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_activity" ADD CONSTRAINT "campaign_activity_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_member" ADD CONSTRAINT "campaign_member_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_member" ADD CONSTRAINT "campaign_member_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "campaign_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up_event" ADD CONSTRAINT "follow_up_event_follow_up_id_fkey" FOREIGN KEY ("follow_up_id") REFERENCES "follow_up"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a row may say
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_state_check" CHECK ("state" IN ('planned', 'claimed', 'sending', 'sent', 'skipped', 'failed', 'unknown'));
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_sent_to_check" CHECK ("sent_to" IN ('client', 'team'));
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_purpose_check" CHECK ("purpose" IN ('marketing', 'service'));
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_step_check" CHECK ("step" >= 1);
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_reason_check" CHECK ("reason" IS NOT NULL OR "state" NOT IN ('skipped', 'failed', 'unknown'));
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_claim_check" CHECK ("state" NOT IN ('claimed', 'sending') OR ("claimed_by" IS NOT NULL AND "claimed_until" IS NOT NULL));
ALTER TABLE "follow_up" ADD CONSTRAINT "follow_up_sent_check" CHECK ("state" <> 'sent' OR "sent_at" IS NOT NULL);
ALTER TABLE "campaign_version" ADD CONSTRAINT "campaign_version_number_check" CHECK ("number" >= 1);
ALTER TABLE "campaign_activity" ADD CONSTRAINT "campaign_activity_order_check" CHECK ("until_at" >= "from_at");

-- A campaign is on once, or not at all.
CREATE UNIQUE INDEX "campaign_activity_open_idx" ON "campaign_activity" ("campaign_id") WHERE "until_at" IS NULL;
-- Relied on by: senders looking for what is due; the planner looking over what it planned; the search for senders that died.
CREATE INDEX "follow_up_due_idx" ON "follow_up" ("due_at") WHERE "state" = 'planned';
CREATE INDEX "follow_up_planned_idx" ON "follow_up" ("campaign_id") WHERE "state" = 'planned';
CREATE INDEX "follow_up_in_hand_idx" ON "follow_up" ("claimed_until") WHERE "state" IN ('claimed', 'sending');
-- Relied on by the anniversary of the first purchase: days of the year, as month * 100 + day.
CREATE INDEX "purchase_day_of_year_idx" ON "purchase" (((EXTRACT(MONTH FROM "on_day") * 100 + EXTRACT(DAY FROM "on_day"))::int)) WHERE "amount" >= 0 AND "refund_of" IS NULL;
CREATE INDEX "client_since_day_of_year_idx" ON "client" (((EXTRACT(MONTH FROM "customer_since") * 100 + EXTRACT(DAY FROM "customer_since"))::int)) WHERE "customer_since" IS NOT NULL;
-- Relied on when somebody merged away has follow-ups of their own.
CREATE INDEX "client_merged_into_idx" ON "client" ("merged_into_id") WHERE "merged_into_id" IS NOT NULL;
