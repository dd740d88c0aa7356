package io.noria.traces.sql;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.traces.EvaluationDataset.Upserted;
import io.noria.traces.EvaluationRecord;
import io.noria.traces.EvaluationRecord.Content;
import io.noria.traces.JsonText;
import io.noria.tracking.PageToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of evaluation records. */
final class EvaluationRecords {
  private static final String USER = "mlflow.user";
  private static final int MOST = 100_000;

  private final Database database;
  private final IdSource ids;

  EvaluationRecords(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  static Optional<Long> find(Handle handle, String dataset) {
    return handle
        .select("SELECT number FROM evaluation_datasets WHERE id = ?", dataset)
        .mapTo(Long.class)
        .findFirst();
  }

  static long number(Handle handle, String dataset) {
    return find(handle, dataset).orElseThrow(() -> Rows.missing("evaluation dataset", dataset));
  }

  /** A mark of a dataset's content at a moment. */
  static String digest(String name, Instant at) {
    return sha256(name + ":" + at.toEpochMilli()).substring(0, 8);
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "SHA-256 is missing", e);
    }
  }

  Upserted upsert(String dataset, List<Content> contents) {
    List<String> fresh = contents.stream().map(content -> "dr-" + ids.hex32()).toList();
    return database.write(tx -> {
      Handle handle = tx.handle();
      long number = number(handle, dataset);
      int inserted = 0;
      String user = null;
      for (int i = 0; i < contents.size(); i++) {
        Content content = contents.get(i);
        String by = content.tags().get(USER) instanceof String name ? name : null;
        user = by == null ? user : by;
        inserted += put(handle, number, fresh.get(i), content, tx.now()) ? 1 : 0;
      }
      long records = count(handle, number);
      if (records > MOST) {
        throw NoriaException.invalid(
            "records: " + records + " in the dataset then (expected: at most " + MOST + ")");
      }
      String name =
          handle
              .select("SELECT name FROM evaluation_datasets WHERE number = ?", number)
              .mapTo(String.class)
              .one();
      handle.execute(
          "UPDATE evaluation_datasets SET records = ?, schema_json = ?, digest = ?,"
              + " updated_by = ?, updated_ms = ? WHERE number = ?",
          records,
          schema(handle, number, contents),
          digest(name, tx.now()),
          user,
          tx.now(),
          number);
      return new Upserted(inserted, contents.size() - inserted);
    });
  }

  private static long count(Handle handle, long dataset) {
    return handle
        .select("SELECT COUNT(*) FROM evaluation_records WHERE dataset = ?", dataset)
        .mapTo(Long.class)
        .one();
  }

  /** Adds a record, or lays it over the one of the same inputs; says whether it was added. */
  private static boolean put(Handle handle, long dataset, String id, Content content, Instant now) {
    String inputs = Json.write(content.inputs());
    String digest = sha256(inputs);
    String by = content.tags().get(USER) instanceof String name ? name : null;
    Optional<EvaluationRecord> there =
        handle
            .select(
                "SELECT "
                    + COLUMNS
                    + " FROM evaluation_records WHERE dataset = ? AND inputs_digest = ?",
                dataset,
                digest)
            .map((rows, context) -> row(rows))
            .findFirst();
    Map<String, ?> expectations = content.expectations();
    if (there.isEmpty()) {
      handle.execute(
          "INSERT INTO evaluation_records (id, dataset, inputs_digest, inputs_json, outputs_json,"
              + " expectations_json, tags_json, source_json, created_by, updated_by, created_ms,"
              + " updated_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          id,
          dataset,
          digest,
          inputs,
          content.outputsJson(),
          expectations == null ? null : Json.write(expectations),
          Json.write(content.tags()),
          content.source() == null ? null : Json.write(content.source()),
          by,
          by,
          now,
          now);
      return true;
    }
    Content before = there.get().content();
    String outputs = content.outputsJson();
    handle.execute(
        "UPDATE evaluation_records SET outputs_json = ?, expectations_json = ?, tags_json = ?,"
            + " updated_by = COALESCE(?, updated_by), updated_ms = ? WHERE id = ?",
        outputs == null ? before.outputsJson() : outputs,
        over(before.expectations(), expectations),
        over(before.tags(), content.tags()),
        by,
        now,
        there.get().id());
    return false;
  }

  private static @Nullable String over(
      @Nullable Map<String, ?> before, @Nullable Map<String, ?> after) {
    if (before == null && after == null) {
      return null;
    }
    Map<String, Object> both = new TreeMap<>();
    if (before != null) {
      both.putAll(before);
    }
    if (after != null) {
      both.putAll(after);
    }
    return Json.write(both);
  }

  /** The types of the fields that have come so far. */
  private static String schema(Handle handle, long dataset, List<Content> contents) {
    String known =
        handle
            .select("SELECT schema_json FROM evaluation_datasets WHERE number = ?", dataset)
            .mapTo(String.class)
            .findFirst()
            .orElse(null);
    Map<String, Object> inputs = fields(known, "inputs");
    Map<String, Object> outputs = fields(known, "outputs");
    Map<String, Object> expectations = fields(known, "expectations");
    String plain = known == null ? null : plainOutputs(known);
    for (Content content : contents) {
      add(inputs, content.inputs());
      add(expectations, content.expectations());
      Object output = JsonText.value(content.outputsJson());
      if (output instanceof Map<?, ?> map) {
        add(outputs, map);
      } else if (output != null && plain == null) {
        plain = type(output);
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("inputs", inputs);
    schema.put("outputs", outputs.isEmpty() && plain != null ? plain : outputs);
    schema.put("expectations", expectations);
    schema.put("version", "1.0");
    return Json.write(schema);
  }

  private static @Nullable String plainOutputs(String schema) {
    Map<?, ?> map = JsonText.object(schema);
    return map != null && map.get("outputs") instanceof String type ? type : null;
  }

  private static Map<String, Object> fields(@Nullable String schema, String part) {
    Map<String, Object> fields = new TreeMap<>();
    Map<?, ?> map = JsonText.object(schema);
    if (map != null && map.get(part) instanceof Map<?, ?> known) {
      known.forEach((key, type) -> fields.put(String.valueOf(key), String.valueOf(type)));
    }
    return fields;
  }

  private static void add(Map<String, Object> fields, @Nullable Map<?, ?> values) {
    if (values != null) {
      values.forEach((key, value) -> fields.putIfAbsent(String.valueOf(key), type(value)));
    }
  }

  private static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean flag -> "boolean";
      case Integer number -> "integer";
      case Long number -> "integer";
      case java.math.BigInteger number -> "integer";
      case Number number -> "float";
      case String text -> "string";
      case List<?> list -> "array";
      case Map<?, ?> map -> "object";
      default -> "unknown";
    };
  }

  private static final String COLUMNS =
      "id, inputs_json, outputs_json, expectations_json, tags_json, source_json, created_by,"
          + " updated_by, created_ms, updated_ms, number";

  private static EvaluationRecord row(ResultSet rows) throws SQLException {
    String expectations = rows.getString(4);
    String source = rows.getString(6);
    return new EvaluationRecord(
        rows.getString(1),
        new Content(
            Json.readMap(rows.getString(2), Object.class),
            rows.getString(3),
            expectations == null ? null : Json.readMap(expectations, Object.class),
            Json.readMap(rows.getString(5), Object.class),
            source == null ? null : Json.readMap(source, Object.class)),
        rows.getString(7),
        rows.getString(8),
        Instant.ofEpochMilli(rows.getLong(9)),
        Instant.ofEpochMilli(rows.getLong(10)));
  }

  Page<EvaluationRecord> page(String dataset, int limit, @Nullable String pageToken) {
    if (limit < 1 || limit > 1000) {
      throw NoriaException.invalid(
          "max_results: " + limit + " (expected: a whole number from 1 to 1000)");
    }
    List<@Nullable Object> after = PageToken.read(dataset, pageToken, List.of(Long.class));
    long last = after != null && after.getFirst() instanceof Long number ? number : 0;
    return database.read(handle -> {
      List<EvaluationRecord> found = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      handle
          .select(
              "SELECT "
                  + COLUMNS
                  + " FROM evaluation_records WHERE dataset = ? AND number > ?"
                  + " ORDER BY number LIMIT ?",
              number(handle, dataset),
              last,
              limit + 1)
          .map((rows, context) -> {
            numbers.add(rows.getLong(11));
            return found.add(row(rows));
          })
          .list();
      boolean more = found.size() > limit;
      return new Page<>(
          more ? found.subList(0, limit) : found,
          more ? PageToken.write(dataset, List.of(numbers.get(limit - 1))) : null);
    });
  }

  int delete(String dataset, List<String> records) {
    return database.write(tx -> {
      long number = number(tx.handle(), dataset);
      int deleted = 0;
      for (List<String> chunk : InLists.chunks(records)) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(number);
        arguments.addAll(chunk);
        deleted +=
            tx.handle()
                .execute(
                    "DELETE FROM evaluation_records WHERE dataset = ? AND id IN ("
                        + InLists.marks(chunk.size())
                        + ")",
                    arguments.toArray());
      }
      tx.handle()
          .execute(
              "UPDATE evaluation_datasets SET records = ? WHERE number = ?",
              count(tx.handle(), number),
              number);
      return deleted;
    });
  }
}
