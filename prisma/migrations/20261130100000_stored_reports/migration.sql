-- Report pages of large bases are read from what was computed after imports and each night. A new table, filled by the next
-- refresh; locks nothing.
CREATE TABLE "stored_report" (
    "report" TEXT NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "computed_on" DATE NOT NULL,
    "method_version" INTEGER NOT NULL,
    "premises" TEXT NOT NULL,
    "answer" JSONB NOT NULL,

    CONSTRAINT "stored_report_pkey" PRIMARY KEY ("report")
);
