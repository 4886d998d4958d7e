ALTER TABLE exchange ADD COLUMN replay_of INTEGER;  -- the exchange that it sends again
CREATE INDEX exchange_replay_of ON exchange (replay_of) WHERE replay_of IS NOT NULL;
