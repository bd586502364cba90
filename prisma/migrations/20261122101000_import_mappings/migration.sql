-- Why: which column of a program's file holds which field is kept under a name, for the next file of that program.
-- Locks: none: the table is new. Old rows: none.

-- CreateTable
CREATE TABLE "import_mapping" (
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "columns" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_mapping_pkey" PRIMARY KEY ("kind","name"),
    CONSTRAINT "import_mapping_kind_check" CHECK ("kind" IN ('clients', 'purchases', 'states'))
);
