package io.noria.engine.duckdb;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Field;
import io.noria.engine.FileForm;
import io.noria.engine.Frame;
import io.noria.engine.Query;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBFunctions;
import org.jspecify.annotations.Nullable;

/** One query's own database: opened, locked down to its files, used once, closed. */
final class DuckDbSession implements AutoCloseable {
  private static final String RESULT = "noria_result";
  private static final String PARQUET_OPTIONS = "FORMAT parquet, COMPRESSION zstd";
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final DuckDbSettings settings;
  private final Path spill;
  private @Nullable DuckDBConnection connection;
  private List<Field> fields = List.of();
  private volatile @Nullable Statement current;
  private volatile boolean refused;
  private boolean streaming;

  DuckDbSession(DuckDbSettings settings, Path spill) {
    this.settings = settings;
    this.spill = spill;
  }

  /** Loads the native library: from beside the driver's jar, or unpacked from it. */
  static void loadLibrary() {
    try {
      DuckDBConnection.newConnection("jdbc:duckdb:", false, new Properties()).close();
    } catch (Exception | LinkageError e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "DuckDB's native library cannot be loaded: " + e.getMessage(), e);
    }
  }

  /** Answers are to come as they are made. */
  DuckDbSession streaming() {
    streaming = true;
    return this;
  }

  /** Opens the database so that it reaches these files and nothing else. */
  void open(Query query, @Nullable Path out) throws SQLException {
    Map<String, List<Path>> tables = query.tables();
    Properties properties = new Properties();
    properties.setProperty("threads", Integer.toString(settings.threads()));
    properties.setProperty("memory_limit", settings.memoryBytesPerQuery() + "B");
    properties.setProperty("temp_directory", spill.toString());
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, Boolean.toString(streaming));
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("allow_community_extensions", "false");
    DuckDBConnection opened =
        DuckDBConnection.newConnection("jdbc:duckdb:", false, null, properties);
    connection = opened;
    Stream<Path> read =
        Stream.concat(tables.values().stream().flatMap(List::stream), query.files().stream());
    String paths =
        Stream.concat(read, Stream.ofNullable(out))
            .map(path -> Sql.text(path.toAbsolutePath().toString()))
            .collect(Collectors.joining(", "));
    execute("SET TimeZone = 'UTC'");
    execute("SET allowed_paths = [" + paths + "]::VARCHAR[]");
    execute("SET enable_external_access = false");
    execute("SET lock_configuration = true");
    for (Map.Entry<String, List<Path>> table : tables.entrySet()) {
      execute(
          "CREATE VIEW %s AS SELECT * FROM %s".formatted(Sql.name(table.getKey()), scan(table)));
    }
  }

  private static String scan(Map.Entry<String, List<Path>> table) {
    List<Path> files = table.getValue();
    if (files.isEmpty()) {
      throw NoriaException.invalid(
          "table " + table.getKey() + ": no files (expected: at least one)");
    }
    String list =
        files.stream()
            .map(path -> Sql.text(path.toAbsolutePath().toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    return (isParquet(files.getFirst()) ? "read_parquet(" : "read_csv(") + list + ")";
  }

  private static boolean isParquet(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(PARQUET.length), PARQUET);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "file " + file + ": not readable: " + e.getMessage(), e);
    }
  }

  /** Checks that the SQL is one SELECT, and makes its answer the result to fetch or to write. */
  List<Field> bind(String sql, Map<String, List<Path>> tables) throws SQLException {
    requireOneSelect(sql);
    // Prepared as it stands first, so that places in errors are places in the caller's text.
    try (PreparedStatement prepared = connection().prepareStatement(sql)) {
      current = prepared;
      ResultSetMetaData meta = prepared.getMetaData();
      List<Field> bound = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        String type = meta.getColumnTypeName(i);
        bound.add(
            new Field(
                meta.getColumnLabel(i),
                DuckDbTypes.columnType(meta.getColumnLabel(i), type),
                type));
      }
      requireDistinct(bound);
      fields = List.copyOf(bound);
    }
    execute("CREATE TEMP VIEW %s AS %s".formatted(RESULT, sql));
    return fields;
  }

  private void requireOneSelect(String sql) throws SQLException {
    String parse =
        "WITH parsed AS (SELECT json_serialize_sql(?::VARCHAR) AS j) SELECT j->>'$.error',"
            + " j->>'$.error_type', j->>'$.error_message', j->>'$.position',"
            + " json_array_length(j, '$.statements') FROM parsed";
    try (PreparedStatement statement = connection().prepareStatement(parse)) {
      current = statement;
      statement.setString(1, sql);
      try (ResultSet parsed = statement.executeQuery()) {
        parsed.next();
        if ("true".equals(parsed.getString(1))) {
          String position = parsed.getString(4);
          if ("parser".equals(parsed.getString(2)) && position != null) {
            throw DuckDbErrors.syntax(
                sql, "Parser Error: " + parsed.getString(3), Integer.parseInt(position));
          }
          throw NoriaException.invalid(
              "SQL: %s (expected: one SELECT statement)".formatted(parsed.getString(3)));
        }
        if (parsed.getLong(5) != 1) {
          throw NoriaException.invalid(
              "SQL: %d statements (expected: one SELECT statement)".formatted(parsed.getLong(5)));
        }
      }
    }
  }

  private static void requireDistinct(List<Field> fields) {
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw NoriaException.invalid(
            "SQL: two columns are called %s (expected: different names)".formatted(field.name()));
      }
    }
  }

  Frame fetch() throws SQLException {
    String list =
        fields.stream()
            .map(field -> DuckDbTypes.fetched(Sql.name(field.name()), field.type()))
            .collect(Collectors.joining(", "));
    try (var statement = connection().prepare("SELECT " + list + " FROM " + RESULT)) {
      current = statement;
      try (var chunks = statement.query()) {
        FrameReader reader = new FrameReader(fields);
        while (chunks.nextChunk()) {
          requireAllowed();
          reader.read(chunks.chunk());
        }
        return reader.frame();
      }
    } catch (DuckDBFunctions.FunctionException e) {
      throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getMessage(), e);
    }
  }

  /** Hands the result on in frames of so many rows. */
  void stream(int rows, Consumer<Frame> sink) throws SQLException {
    String list =
        fields.stream()
            .map(field -> DuckDbTypes.fetched(Sql.name(field.name()), field.type()))
            .collect(Collectors.joining(", "));
    try (var statement = connection().prepare("SELECT " + list + " FROM " + RESULT)) {
      current = statement;
      try (var chunks = statement.query()) {
        FrameReader reader = new FrameReader(fields);
        int held = 0;
        while (chunks.nextChunk()) {
          requireAllowed();
          int size = Math.toIntExact(chunks.chunk().rowCount());
          for (int from = 0; from < size; ) {
            int to = Math.min(size, from + rows - held);
            reader.read(chunks.chunk(), from, to);
            held += to - from;
            from = to;
            if (held == rows) {
              sink.accept(reader.frame());
              reader = new FrameReader(fields);
              held = 0;
            }
          }
        }
        if (held > 0) {
          sink.accept(reader.frame());
        }
      }
    } catch (DuckDBFunctions.FunctionException e) {
      throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getMessage(), e);
    }
  }

  long copyTo(Path out, FileForm form) throws SQLException {
    String options =
        switch (form) {
          case PARQUET -> PARQUET_OPTIONS;
          case CSV -> "FORMAT csv, HEADER true";
          case JSON_LINES -> "FORMAT json";
        };
    return copy("SELECT * FROM " + RESULT, out, options);
  }

  long write(Frame frame, Path out) throws SQLException {
    DuckDBFunctions.tableFunction()
        .withName(FrameTable.NAME)
        .withFunction(new FrameTable(frame, this::requireAllowed))
        .register(connection());
    // The driver remembers the names of all functions ever registered, for listing only.
    DuckDBDriver.clearFunctionsRegistry();
    return copy(FrameTable.select(frame), out, PARQUET_OPTIONS);
  }

  private long copy(String select, Path out, String options) throws SQLException {
    String copy =
        "COPY (%s) TO %s (%s, USE_TMP_FILE false)"
            .formatted(select, Sql.text(out.toAbsolutePath().toString()), options);
    try (Statement statement = connection().createStatement()) {
      current = statement;
      return statement.executeLargeUpdate(copy);
    }
  }

  /** Stops what runs now. */
  void cancel() {
    Statement running = current;
    if (running != null) {
      try {
        running.cancel();
      } catch (SQLException e) {
        // The statement ended by itself meanwhile.
        current = null;
      }
    }
  }

  /** Nothing new may begin. */
  void refuse() {
    refused = true;
  }

  private void requireAllowed() {
    if (refused) {
      throw new NoriaException(ErrorCode.ABORTED, "the query was cancelled");
    }
  }

  private void execute(String sql) throws SQLException {
    requireAllowed();
    try (Statement statement = connection().createStatement()) {
      current = statement;
      statement.execute(sql);
    }
  }

  private DuckDBConnection connection() {
    return Objects.requireNonNull(connection, "the session is open");
  }

  @Override
  public void close() throws SQLException {
    current = null;
    if (connection != null) {
      connection.close();
    }
  }
}
