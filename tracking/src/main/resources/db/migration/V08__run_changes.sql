-- On PostgreSQL several servers may write. Each holds runs in memory to search them, and asks here,
-- before every search, what anybody wrote since it last asked. A row is a run that a transaction
-- changed; what is older than the floor has been deleted: who has not read it reads all anew.
-- SQLite has one writer, which tells by itself.

${postgres} CREATE TABLE run_changes (
${postgres}   tx BIGINT NOT NULL,
${postgres}   run BIGINT NOT NULL,
${postgres}   -- the id of a run that is no more
${postgres}   gone TEXT
${postgres} );
${postgres} -- Not unique: to look for the same row would be a read, which makes writers conflict.
${postgres} CREATE INDEX run_changes_by_tx ON run_changes (tx);
${postgres} CREATE TABLE run_changes_floor (tx BIGINT NOT NULL);
${postgres} INSERT INTO run_changes_floor (tx) VALUES (0);
${postgres} CREATE FUNCTION note_changed_runs() RETURNS trigger LANGUAGE plpgsql AS $note$
${postgres} BEGIN
${postgres}   INSERT INTO run_changes (tx, run)
${postgres}     SELECT pg_current_xact_id()::text::bigint, number FROM changed;
${postgres}   RETURN NULL;
${postgres} END
${postgres} $note$;
${postgres} CREATE FUNCTION note_gone_runs() RETURNS trigger LANGUAGE plpgsql AS $note$
${postgres} BEGIN
${postgres}   INSERT INTO run_changes (tx, run, gone)
${postgres}     SELECT pg_current_xact_id()::text::bigint, number, id FROM changed;
${postgres}   RETURN NULL;
${postgres} END
${postgres} $note$;
${postgres} CREATE FUNCTION note_changed_parts() RETURNS trigger LANGUAGE plpgsql AS $note$
${postgres} BEGIN
${postgres}   INSERT INTO run_changes (tx, run)
${postgres}     SELECT DISTINCT pg_current_xact_id()::text::bigint, run FROM changed;
${postgres}   RETURN NULL;
${postgres} END
${postgres} $note$;
${postgres} CREATE TRIGGER runs_insert_noted AFTER INSERT ON runs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_runs();
${postgres} CREATE TRIGGER runs_update_noted AFTER UPDATE ON runs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_runs();
${postgres} CREATE TRIGGER runs_delete_noted AFTER DELETE ON runs
${postgres}   REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_gone_runs();
${postgres} CREATE TRIGGER run_params_insert_noted AFTER INSERT ON run_params
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_params_update_noted AFTER UPDATE ON run_params
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_params_delete_noted AFTER DELETE ON run_params
${postgres}   REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_tags_insert_noted AFTER INSERT ON run_tags
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_tags_update_noted AFTER UPDATE ON run_tags
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_tags_delete_noted AFTER DELETE ON run_tags
${postgres}   REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER metric_series_insert_noted AFTER INSERT ON metric_series
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER metric_series_update_noted AFTER UPDATE ON metric_series
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER metric_series_delete_noted AFTER DELETE ON metric_series
${postgres}   REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_inputs_insert_noted AFTER INSERT ON run_inputs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_inputs_update_noted AFTER UPDATE ON run_inputs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_inputs_delete_noted AFTER DELETE ON run_inputs
${postgres}   REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_model_inputs_insert_noted AFTER INSERT ON run_model_inputs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_model_inputs_update_noted AFTER UPDATE ON run_model_inputs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_model_inputs_delete_noted AFTER DELETE ON run_model_inputs
${postgres}   REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_outputs_insert_noted AFTER INSERT ON run_outputs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_outputs_update_noted AFTER UPDATE ON run_outputs
${postgres}   REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
${postgres} CREATE TRIGGER run_outputs_delete_noted AFTER DELETE ON run_outputs
${postgres}   REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_parts();
