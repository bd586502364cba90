-- Why: purchases with their lines, what is computed from them per client, and saved segments.
-- Locks: client, for an instant, to add foreign keys that point to it. Old rows: none; client_insight is filled by the next refresh.

-- CreateTable
CREATE TABLE "client_insight" (
    "client_id" UUID NOT NULL,
    "computed_on" DATE NOT NULL,
    "method_version" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "purchase_count" INTEGER NOT NULL,
    "purchase_days" INTEGER NOT NULL,
    "first_on" DATE NOT NULL,
    "last_on" DATE NOT NULL,
    "paid" BIGINT NOT NULL,
    "paid_in_year" BIGINT NOT NULL,
    "tier" TEXT,
    "rfm_recency" SMALLINT,
    "rfm_frequency" SMALLINT,
    "rfm_money" SMALLINT,
    "usual_gap" DOUBLE PRECISION,
    "next_on" DATE,
    "late_from" DATE,
    "chance_alive" DOUBLE PRECISION,
    "expected_purchases" DOUBLE PRECISION,
    "value" BIGINT,
    "value_low" BIGINT,
    "value_high" BIGINT,
    "horizon_days" INTEGER,

    CONSTRAINT "client_insight_pkey" PRIMARY KEY ("client_id")
);

-- CreateTable
CREATE TABLE "insight_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "computed_on" DATE NOT NULL,
    "method_version" INTEGER NOT NULL,
    "currency" CHAR(3),
    "clients" INTEGER NOT NULL,
    "model" JSONB,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "insight_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "insight_alert" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "client_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "purchases_before" DOUBLE PRECISION NOT NULL,
    "purchases_now" INTEGER NOT NULL,
    "paid_before" BIGINT NOT NULL,
    "paid_now" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "chance" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3),
    "seen_by" TEXT,

    CONSTRAINT "insight_alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "condition" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchase" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "client_id" UUID NOT NULL,
    "on_day" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL DEFAULT 0,
    "cost" BIGINT,
    "payment_means" TEXT,
    "channel" TEXT,
    "refund_of" TEXT,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "lines_digest" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "purchase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purchase_line" (
    "purchase_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "product" TEXT,
    "type" TEXT,
    "brand" TEXT,
    "quantity" DECIMAL(14,3),
    "amount" BIGINT,
    "discount" BIGINT NOT NULL DEFAULT 0,
    "cost" BIGINT,

    CONSTRAINT "purchase_line_pkey" PRIMARY KEY ("purchase_id","position")
);

-- CreateIndex
CREATE INDEX "client_insight_tier_idx" ON "client_insight"("tier");

-- CreateIndex
CREATE INDEX "client_insight_late_from_idx" ON "client_insight"("late_from");

-- CreateIndex
CREATE INDEX "client_insight_value_idx" ON "client_insight"("value");

-- CreateIndex
CREATE INDEX "insight_run_at_idx" ON "insight_run"("at" DESC);

-- CreateIndex
CREATE INDEX "insight_alert_seen_at_at_idx" ON "insight_alert"("seen_at", "at");

-- CreateIndex
CREATE UNIQUE INDEX "insight_alert_client_id_kind_to_day_key" ON "insight_alert"("client_id", "kind", "to_day");

-- CreateIndex
CREATE UNIQUE INDEX "segment_name_key" ON "segment"("name");

-- CreateIndex
CREATE INDEX "purchase_client_id_on_day_idx" ON "purchase"("client_id", "on_day");

-- CreateIndex
CREATE INDEX "purchase_on_day_idx" ON "purchase"("on_day");

-- CreateIndex
-- Finds the refunds of a purchase; most rows are none.
CREATE INDEX "purchase_source_refund_of_idx" ON "purchase"("source", "refund_of") WHERE "refund_of" IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "purchase_source_external_id_key" ON "purchase"("source", "external_id");

-- AddForeignKey
ALTER TABLE "client_insight" ADD CONSTRAINT "client_insight_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "insight_alert" ADD CONSTRAINT "insight_alert_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purchase" ADD CONSTRAINT "purchase_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purchase_line" ADD CONSTRAINT "purchase_line_purchase_id_fkey" FOREIGN KEY ("purchase_id") REFERENCES "purchase"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a row may say
ALTER TABLE "purchase" ADD CONSTRAINT "purchase_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "purchase" ADD CONSTRAINT "purchase_discount_check" CHECK ("discount" = 0 OR sign("discount") = sign("amount"));
ALTER TABLE "purchase" ADD CONSTRAINT "purchase_refund_check" CHECK ("refund_of" IS NULL OR "amount" <= 0);
ALTER TABLE "purchase_line" ADD CONSTRAINT "purchase_line_position_check" CHECK ("position" > 0);
ALTER TABLE "client_insight" ADD CONSTRAINT "client_insight_tier_check" CHECK ("tier" IN ('A', 'B', 'C'));
ALTER TABLE "client_insight" ADD CONSTRAINT "client_insight_rfm_check"
    CHECK ("rfm_recency" BETWEEN 1 AND 5 AND "rfm_frequency" BETWEEN 1 AND 5 AND "rfm_money" BETWEEN 1 AND 5);
ALTER TABLE "insight_alert" ADD CONSTRAINT "insight_alert_kind_check" CHECK ("kind" IN ('falling', 'rising'));
