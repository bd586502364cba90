-- Why: coupons with one code each, what they were used for, and who guesses codes.
-- Locks: the client table for the moment a foreign key takes. Old rows: there are none.

-- CreateTable
CREATE TABLE "coupon" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "code" TEXT NOT NULL,
    "client_id" UUID NOT NULL,
    "campaign_id" UUID,
    "occurrence" TEXT NOT NULL,
    "discount_kind" TEXT NOT NULL,
    "basis_points" INTEGER,
    "amount" BIGINT,
    "minimum_spend" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_by" TEXT NOT NULL,

    CONSTRAINT "coupon_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "coupon_redemption" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "coupon_id" UUID NOT NULL,
    "order_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "channel" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "cancelled_by" TEXT,

    CONSTRAINT "coupon_redemption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "coupon_guess" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "coupon_guess_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "coupon_code_key" ON "coupon"("code");

-- CreateIndex
CREATE INDEX "coupon_client_id_idx" ON "coupon"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "coupon_campaign_id_client_id_occurrence_key" ON "coupon"("campaign_id", "client_id", "occurrence");

-- CreateIndex
CREATE INDEX "coupon_redemption_order_id_idx" ON "coupon_redemption"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "coupon_redemption_coupon_id_order_id_key" ON "coupon_redemption"("coupon_id", "order_id");

-- CreateIndex
CREATE INDEX "coupon_guess_source_at_idx" ON "coupon_guess"("source", "at");

-- AddForeignKey
ALTER TABLE "coupon" ADD CONSTRAINT "coupon_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "coupon_redemption" ADD CONSTRAINT "coupon_redemption_coupon_id_fkey" FOREIGN KEY ("coupon_id") REFERENCES "coupon"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a row may say
ALTER TABLE "coupon" ADD CONSTRAINT "coupon_discount_check" CHECK (
  ("discount_kind" = 'percent' AND "basis_points" BETWEEN 1 AND 10000 AND "amount" IS NULL)
  OR ("discount_kind" = 'amount' AND "amount" > 0 AND "basis_points" IS NULL));
ALTER TABLE "coupon" ADD CONSTRAINT "coupon_code_check" CHECK ("code" ~ '^[A-Z0-9]+$');
ALTER TABLE "coupon_redemption" ADD CONSTRAINT "coupon_redemption_discount_check" CHECK ("amount" >= 0 AND "discount" BETWEEN 0 AND "amount");

-- A coupon is used for one order at a time: of two tills at once, one wins (I2).
CREATE UNIQUE INDEX "coupon_redemption_in_force_idx" ON "coupon_redemption" ("coupon_id") WHERE "cancelled_at" IS NULL;
