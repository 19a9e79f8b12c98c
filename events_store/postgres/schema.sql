-- The tables of a store in PostgreSQL: as those in SQLite, with a function that appends.
-- Texts are compared byte by byte, so that everything has the same order in both.

CREATE SCHEMA inspectrail;

CREATE TABLE inspectrail.store (version integer NOT NULL);
INSERT INTO inspectrail.store VALUES (2);

CREATE TABLE inspectrail.stored_events (
    position bigint PRIMARY KEY,
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    inspection text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE INDEX events_of_inspection ON inspectrail.stored_events (inspection, position);

CREATE TABLE inspectrail.commands (
    command_id text COLLATE "C" PRIMARY KEY,
    first_position bigint NOT NULL,
    events bigint NOT NULL
);
CREATE INDEX commands_in_order ON inspectrail.commands (first_position, events, command_id);

CREATE TABLE inspectrail.ledger (
    position bigint PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    hashes bytea NOT NULL
);

CREATE TABLE inspectrail.views (
    name text COLLATE "C" NOT NULL,
    inspection text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (name, inspection)
);

CREATE FUNCTION inspectrail.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was recorded is never changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON inspectrail.stored_events
    EXECUTE FUNCTION inspectrail.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON inspectrail.commands
    EXECUTE FUNCTION inspectrail.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON inspectrail.ledger
    EXECUTE FUNCTION inspectrail.refuse_change();

CREATE FUNCTION inspectrail.with_length(field bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN int8send(length(field)::bigint) || field;

-- Records what one command proposes and returns its first position. One writer at a time, in the order of positions:
-- the lock is held until the transaction ends, so nobody reads a position before all earlier ones are there. What is
-- locked is a table of one row that nothing else needs: VACUUM of the others does not wait, and who may only read cannot
-- take it. It runs with the rights of its owner, so that nobody else needs to be able to insert past it.
CREATE FUNCTION inspectrail.append_events(
    command text, of_inspection text, guarded text[], expected bigint[],
    streams text[], versions bigint[], topics text[], states bytea[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = inspectrail, pg_temp AS $$
DECLARE
    head bigint;
    moved text;
    tops bytea[];
    digest bytea;
    kept bytea;
    leaf bigint;
BEGIN
    LOCK TABLE store IN EXCLUSIVE MODE;
    SELECT coalesce(max(position), 0) INTO head FROM stored_events;
    IF head <> (SELECT coalesce(max(position), 0) FROM ledger) THEN
        RAISE EXCEPTION 'the ledger is not as long as the log' USING ERRCODE = 'data_corrupted';
    END IF;
    INSERT INTO commands VALUES (command, head + 1, cardinality(streams));
    SELECT stream INTO moved FROM unnest(guarded, expected) AS guard (stream, version)
        WHERE version <> (SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = stream)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% has moved', moved USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    -- The whole trees that the log is made of, largest first: each ends where the lower bits of the size are 0.
    SELECT coalesce(array_agg(substr(hashes, 32 * level + 1, 32) ORDER BY level DESC), '{}') INTO tops
        FROM generate_series(0, 62) AS level JOIN ledger ON position = head >> level << level
        WHERE head >> level & 1 = 1;
    IF cardinality(tops) <> length(replace((head::bit(64))::text, '0', '')) THEN
        RAISE EXCEPTION 'the ledger has gaps' USING ERRCODE = 'data_corrupted';
    END IF;

    FOR number IN 1 .. cardinality(streams) LOOP
        INSERT INTO stored_events VALUES (
            head + number, streams[number], versions[number], of_inspection, topics[number], states[number]
        );
        digest := sha256(
            '\x00'::bytea
            || with_length(convert_to((head + number)::text, 'UTF8'))
            || with_length(convert_to(streams[number], 'UTF8'))
            || with_length(convert_to(versions[number]::text, 'UTF8'))
            || with_length(convert_to(topics[number], 'UTF8'))
            || with_length(states[number])
        );
        kept := digest;
        leaf := head + number - 1;
        WHILE leaf & 1 = 1 LOOP
            digest := sha256('\x01'::bytea || tops[cardinality(tops)] || digest);
            kept := kept || digest;
            tops := trim_array(tops, 1);
            leaf := leaf >> 1;
        END LOOP;
        tops := tops || digest;
        INSERT INTO ledger VALUES (head + number, streams[number], versions[number], kept);
    END LOOP;
    RETURN head + 1;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA inspectrail FROM PUBLIC;
