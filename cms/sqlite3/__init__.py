"""SQLite whose connections are kept from request to request: a database engine, `ENGINE = "cms.sqlite3"`."""
