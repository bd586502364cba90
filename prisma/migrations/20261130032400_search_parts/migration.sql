-- Why: searching as one types looks for parts of telephone numbers and company names too; without these it read all of them.
-- Locks: client and company against writing while the indexes are built, a second for 50,000 clients. Old rows: none change.
CREATE INDEX "client_phone_part_idx" ON "client" USING GIN (translate("phone", '+ .-()/', '') gin_trgm_ops);
CREATE INDEX "company_name_part_idx" ON "company" USING GIN (folded("name") gin_trgm_ops);
