package io.noria.project.init.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** A query's rows, fetched by a cursor and laid into Parquet files a piece at a time. */
public final class PostgresTable {
  private static final int FETCH = 5000;
  private static final int MOST_CELLS = 4_000_000;

  private PostgresTable() {}

  /**
   * What was fetched.
   *
   * @param files in the order of the rows
   * @param rows how many
   */
  public record Fetched(List<Path> files, long rows) {
    /** Copies. */
    public Fetched {
      files = List.copyOf(files);
    }
  }

  /** Whether the text names a database. */
  public static boolean isAddress(String data) {
    return data.startsWith("postgresql://") || data.startsWith("postgres://");
  }

  /** A name for the table: the database's. */
  public static String name(String address) {
    String path = uri(address).getPath();
    return path == null || path.length() < 2 ? "query" : path.substring(1);
  }

  /**
   * Fetches the rows.
   *
   * @param address {@code postgresql://user@host:port/database}; the password in it, in {@code
   *     PGPASSWORD} or in {@code ~/.pgpass}
   * @param query one SELECT; it runs in a transaction that only reads
   * @param folder where the files go
   * @throws NoriaException INVALID_ARGUMENT for what is wrong with the address or the query,
   *     UNAVAILABLE when the database does not answer
   */
  public static Fetched fetch(Engine engine, String address, String query, Path folder) {
    try (Connection connection = connect(address)) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      try (PreparedStatement statement =
          connection.prepareStatement(query.strip().replaceAll(";\\s*$", ""))) {
        statement.setFetchSize(FETCH);
        try (ResultSet rows = statement.executeQuery()) {
          return write(engine, rows, folder);
        }
      }
    } catch (SQLException e) {
      throw refused(address, e);
    }
  }

  private static Fetched write(Engine engine, ResultSet rows, Path folder) throws SQLException {
    RowBuffer buffer = RowBuffer.of(rows.getMetaData());
    int most = Math.max(1000, MOST_CELLS / buffer.columns());
    List<Path> files = new ArrayList<>();
    long all = 0;
    while (rows.next()) {
      buffer.add(rows);
      all++;
      if (buffer.rows() >= most) {
        files.add(part(engine, buffer.take(), folder, files.size()));
      }
    }
    if (buffer.rows() > 0) {
      files.add(part(engine, buffer.take(), folder, files.size()));
    }
    if (all == 0) {
      throw NoriaException.invalid("--query: no row came (expected: at least a few hundred)");
    }
    return new Fetched(files, all);
  }

  private static Path part(Engine engine, Frame frame, Path folder, int number) {
    Path file = folder.resolve(String.format(Locale.ROOT, "part-%04d.parquet", number + 1));
    engine.writeParquet(frame, file);
    return file;
  }

  private static Connection connect(String address) throws SQLException {
    URI uri = uri(address);
    Properties properties = new Properties();
    String user = uri.getRawUserInfo();
    if (user != null) {
      String[] parts = user.split(":", 2);
      properties.setProperty("user", decoded(parts[0]));
      if (parts.length > 1) {
        properties.setProperty("password", decoded(parts[1]));
      }
    }
    String password = System.getenv("PGPASSWORD");
    if (password != null && !properties.containsKey("password")) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "noria init");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return DriverManager.getConnection(
        "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query, properties);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static URI uri(String address) {
    try {
      URI uri = new URI(address);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new NoriaException(ErrorCode.INVALID_ARGUMENT, message(), e);
    }
    throw NoriaException.invalid(message());
  }

  private static String message() {
    // Without the address: a password may be in it.
    return "--data: not an address of PostgreSQL (expected: postgresql://user@host:5432/database)";
  }

  private static NoriaException refused(String address, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String said = String.valueOf(e.getMessage()).replaceAll("\\s*\\n\\s*", " ");
    if (state.startsWith("08")) {
      return new NoriaException(
          ErrorCode.UNAVAILABLE,
          "--data: %s does not answer: %s".formatted(uri(address).getHost(), said),
          e);
    }
    if (state.startsWith("28")) {
      return new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "--data: %s (expected: the password in PGPASSWORD or ~/.pgpass)".formatted(said),
          e);
    }
    return new NoriaException(
        ErrorCode.INVALID_ARGUMENT,
        "--query: %s (expected: one SELECT that reads)".formatted(said),
        e);
  }
}
