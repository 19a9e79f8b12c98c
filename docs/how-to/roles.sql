-- What the application and auditors may do in a store. Run it as the keeper, after `inspectrail init`.

GRANT USAGE ON SCHEMA inspectrail TO inspectrail_application, inspectrail_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA inspectrail TO inspectrail_application, inspectrail_auditor;

-- What was recorded is added to, by the one function that knows how, and never changed.
GRANT EXECUTE ON FUNCTION inspectrail.append_events TO inspectrail_application;

-- Views are worked out from the log, and may be thrown away.
GRANT INSERT, UPDATE, DELETE ON inspectrail.views TO inspectrail_application;
