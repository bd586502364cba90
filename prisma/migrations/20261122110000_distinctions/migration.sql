-- Why: two clients who look like one are proposed for merging until somebody says that they are two; that is remembered.
-- Locks: none but a short one on client for the reference; the table is new. Old rows: none.

-- CreateTable
CREATE TABLE "client_distinction" (
    "client_id" UUID NOT NULL,
    "other_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "client_distinction_pkey" PRIMARY KEY ("client_id","other_id")
);

-- AddForeignKey
ALTER TABLE "client_distinction" ADD CONSTRAINT "client_distinction_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "client_distinction" ADD CONSTRAINT "client_distinction_by_check" CHECK ("by" <> '');
