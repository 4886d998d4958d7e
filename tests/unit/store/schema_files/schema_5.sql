CREATE TABLE form (exchange_id INTEGER PRIMARY KEY, outline TEXT NOT NULL);  -- JSON
CREATE TRIGGER form_deleted AFTER DELETE ON exchange BEGIN
  DELETE FROM form WHERE exchange_id = old.id;
END;
