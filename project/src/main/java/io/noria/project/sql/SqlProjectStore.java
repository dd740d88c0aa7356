package io.noria.project.sql;

import io.noria.project.Project;
import io.noria.project.yaml.ProjectFile;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects and the files they have offered. Thread-safe. */
public final class SqlProjectStore {
  private final Database db;

  /** On the database. */
  public SqlProjectStore(Database db) {
    this.db = db;
  }

  /**
   * A file as it was offered.
   *
   * @param size bytes
   * @param modifiedMicros when it was last written
   * @param rules digest of the expectations it was checked against; empty for none
   * @param label the version that it went into
   */
  public record Offered(long size, long modifiedMicros, String rules, String label) {}

  /** Records the project as it is, keeping how far its time has come. */
  public void put(Project project) {
    db.write(tx ->
        tx.handle()
            .createUpdate(
                "INSERT INTO project (name, folder, yaml, texts, digest, actor, applied_ms)"
                    + " VALUES (:name, :folder, :yaml, :texts, :digest, :actor, :now) ON"
                    + " CONFLICT (name) DO UPDATE SET folder = excluded.folder, yaml ="
                    + " excluded.yaml, texts = excluded.texts, digest = excluded.digest, actor"
                    + " = excluded.actor, applied_ms = excluded.applied_ms")
            .bind("name", project.name())
            .bind("folder", project.folder().toString())
            .bind("yaml", project.yaml())
            .bind("texts", Json.write(project.texts()))
            .bind("digest", project.digest())
            .bind("actor", tx.actor())
            .bind("now", tx.now().toEpochMilli())
            .execute());
  }

  /** The project, if it was applied. */
  public Optional<Project> find(String name) {
    return db.read(handle ->
        handle
            .createQuery("SELECT * FROM project WHERE name = :name")
            .bind("name", name)
            .map((rs, _) -> project(rs))
            .findOne());
  }

  /** Every project, by name. */
  public List<Project> list() {
    return db.read(handle ->
        handle
            .createQuery("SELECT * FROM project ORDER BY name")
            .map((rs, _) -> project(rs))
            .list());
  }

  /** The data's time has come at least so far. */
  public void reached(String name, Instant eventTime) {
    db.write(tx ->
        tx.handle()
            .createUpdate(
                "UPDATE project SET event_time_ms = :time WHERE name = :name"
                    + " AND (event_time_ms IS NULL OR event_time_ms < :time)")
            .bind("time", eventTime.toEpochMilli())
            .bind("name", name)
            .execute());
  }

  /** What was offered of a source, by path. */
  public Map<String, Offered> offered(String project, String source) {
    return db.read(handle -> {
      Map<String, Offered> files = new LinkedHashMap<>();
      handle
          .createQuery("SELECT * FROM project_file WHERE project = :project AND source = :source")
          .bind("project", project)
          .bind("source", source)
          .map((rs, _) ->
              Map.entry(
                  rs.getString("path"),
                  new Offered(
                      rs.getLong("size"),
                      rs.getLong("modified_us"),
                      rs.getString("rules"),
                      rs.getString("label"))))
          .forEach(entry -> files.put(entry.getKey(), entry.getValue()));
      return files;
    });
  }

  /** Remembers files as they were offered. */
  public void offered(String project, String source, Map<String, Offered> files) {
    db.write(tx -> {
      files.forEach((path, file) ->
          tx.handle()
              .createUpdate(
                  "INSERT INTO project_file (project, source, path, size, modified_us,"
                      + " rules, label) VALUES (:project, :source, :path, :size,"
                      + " :modified, :rules, :label) ON CONFLICT (project, source, path)"
                      + " DO UPDATE SET size = excluded.size, modified_us ="
                      + " excluded.modified_us, rules = excluded.rules, label ="
                      + " excluded.label")
              .bind("project", project)
              .bind("source", source)
              .bind("path", path)
              .bind("size", file.size())
              .bind("modified", file.modifiedMicros())
              .bind("rules", file.rules())
              .bind("label", file.label())
              .execute());
      return true;
    });
  }

  private static Project project(ResultSet rs) throws SQLException {
    String yaml = rs.getString("yaml");
    return new Project(
        ProjectFile.parse(ProjectFile.NAME, yaml),
        Path.of(rs.getString("folder")),
        yaml,
        Json.readMap(rs.getString("texts"), String.class),
        rs.getString("digest"),
        rs.getString("actor"),
        Instant.ofEpochMilli(rs.getLong("applied_ms")),
        instant(rs, "event_time_ms"));
  }

  private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
    long millis = rs.getLong(column);
    return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
