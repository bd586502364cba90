-- Why: the dashboard opens at once on a large base: its numbers are computed each night and after imports, and stored.
-- Locks: none, the table is new. Old rows: none; the first look or the next refresh fills it.

-- CreateTable
CREATE TABLE "dashboard_numbers" (
    "period" TEXT NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "computed_on" DATE NOT NULL,
    "method_version" INTEGER NOT NULL,
    "numbers" JSONB NOT NULL,

    CONSTRAINT "dashboard_numbers_pkey" PRIMARY KEY ("period")
);

ALTER TABLE "dashboard_numbers"
    ADD CONSTRAINT "dashboard_numbers_period_check" CHECK ("period" IN ('month', 'quarter', 'year'));
