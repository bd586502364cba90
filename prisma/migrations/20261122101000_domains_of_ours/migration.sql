-- Whole domains may be the firm's own. With each batch of mails we look whether an address of one stands on a client's
-- record: without an index that would be a look at every address. Locks client_address against writing while it is built,
-- a second for some hundred thousand addresses. No row changes.
CREATE INDEX "client_address_domain_idx" ON "client_address" (substring("match_key" FROM '@([^@]*)$'));
