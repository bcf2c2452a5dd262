CREATE TABLE heard (id {identity}, handler TEXT NOT NULL, event BIGINT NOT NULL, subject TEXT NOT NULL, UNIQUE (handler, event));
