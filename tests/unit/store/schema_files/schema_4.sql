ALTER TABLE exchange ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange ADD COLUMN note TEXT;
CREATE INDEX exchange_marked ON exchange (id) WHERE starred = 1 OR note IS NOT NULL;
