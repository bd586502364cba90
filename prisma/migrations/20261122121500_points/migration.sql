-- Why: points as an append-only ledger with its rules, rewards and notices; and the cost of what was done towards people who
-- were erased since, which the sums rest on.
-- Locks: client, for an instant, to add foreign keys that point to it; the tables are new. Old rows: none. What was done
-- towards people who were erased before this is lost.

-- CreateTable
CREATE TABLE "kept_act" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "on_day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "many" INTEGER NOT NULL,

    CONSTRAINT "kept_act_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "points_rule" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "definition" JSONB NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "points_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "points_entry" (
    "id" BIGSERIAL NOT NULL,
    "client_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "on_day" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "rule_id" UUID,
    "purchase_id" UUID,
    "coupon_id" UUID,
    "by" TEXT NOT NULL,

    CONSTRAINT "points_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "points_reward" (
    "name" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "discount_kind" TEXT NOT NULL,
    "basis_points" INTEGER,
    "amount" BIGINT,
    "valid_days" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "points_reward_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "points_notice" (
    "client_id" UUID NOT NULL,
    "expires_on" DATE NOT NULL,
    "told_on" DATE NOT NULL,
    "points" INTEGER NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "points_notice_pkey" PRIMARY KEY ("client_id","expires_on")
);

-- CreateIndex
CREATE INDEX "kept_act_client_id_idx" ON "kept_act"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "points_entry_key_key" ON "points_entry"("key");

-- CreateIndex
CREATE INDEX "points_entry_client_id_on_day_idx" ON "points_entry"("client_id", "on_day");

-- CreateIndex
CREATE INDEX "points_entry_purchase_id_rule_id_idx" ON "points_entry"("purchase_id", "rule_id");

-- AddForeignKey
ALTER TABLE "kept_act" ADD CONSTRAINT "kept_act_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "points_entry" ADD CONSTRAINT "points_entry_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "points_notice" ADD CONSTRAINT "points_notice_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a row may say
ALTER TABLE "points_rule" ADD CONSTRAINT "points_rule_valid_check" CHECK ("valid_until" IS NULL OR "valid_until" >= "valid_from" - 1);
ALTER TABLE "points_entry" ADD CONSTRAINT "points_entry_points_check" CHECK (
  CASE "kind" WHEN 'earn' THEN "points" > 0 WHEN 'adjust' THEN "points" <> 0
    WHEN 'reverse' THEN "points" < 0 WHEN 'redeem' THEN "points" < 0 WHEN 'expire' THEN "points" < 0 ELSE FALSE END);
ALTER TABLE "points_reward" ADD CONSTRAINT "points_reward_check" CHECK ("points" > 0 AND "valid_days" BETWEEN 1 AND 3650 AND (
  ("discount_kind" = 'percent' AND "basis_points" BETWEEN 1 AND 10000 AND "amount" IS NULL)
  OR ("discount_kind" = 'amount' AND "amount" > 0 AND "basis_points" IS NULL)));
-- Not later than 30 days before, not earlier than 60 (I4).
ALTER TABLE "points_notice" ADD CONSTRAINT "points_notice_told_check" CHECK ("expires_on" - "told_on" BETWEEN 30 AND 60 AND "points" > 0);
ALTER TABLE "kept_act" ADD CONSTRAINT "kept_act_check" CHECK ("kind" IN ('mail', 'call', 'visit') AND "many" > 0);

-- Entries are never changed in what they say (I4): only whose they are, when clients become one, and the words, when a person
-- is erased.
CREATE FUNCTION points_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of the ledger of points is not changed: add another';
END $$;
CREATE TRIGGER "points_entry_stands" BEFORE UPDATE OF "kind", "points", "on_day", "at", "key", "rule_id", "purchase_id", "coupon_id", "by"
  ON "points_entry" FOR EACH ROW EXECUTE FUNCTION points_entry_stands();
