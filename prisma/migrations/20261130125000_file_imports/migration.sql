-- Why: an owner imports clients and purchases on a page; how far each import is and what came of it is kept, and survives a restart.
-- Locks: none: the table is new. Old rows: none.

-- CreateTable
CREATE TABLE "file_import" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "member_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL,
    "wishes" JSONB NOT NULL,
    "failure" TEXT,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "read" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refusals" INTEGER NOT NULL DEFAULT 0,
    "read_as" JSONB,
    "files_gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "file_import_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "file_import_kind_check" CHECK ("kind" IN ('clients', 'purchases')),
    CONSTRAINT "file_import_form_check" CHECK ("form" IN ('table', 'cards')),
    CONSTRAINT "file_import_state_check" CHECK ("state" IN ('columns', 'check-asked', 'checking', 'checked', 'import-asked',
      'importing', 'imported', 'interrupted', 'failed', 'given-up'))
);

-- The latest imports, for the page.
CREATE INDEX "file_import_created_at_idx" ON "file_import"("created_at");
