package io.noria.storage.sql;

import io.noria.base.NoriaException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which database, and how much of it to use. */
public sealed interface SqlConfig {
  /** Connections that read at the same time, unless said otherwise. */
  int DEFAULT_READERS = 8;

  /** Transactions that write at the same time on PostgreSQL, unless said otherwise. */
  int DEFAULT_WRITERS = 8;

  /** Units that may wait to be written, unless said otherwise. */
  int DEFAULT_QUEUE = 8192;

  /**
   * The embedded database.
   *
   * @param file the database file; made with its folders when it is not there
   * @param readers connections that read at the same time
   * @param queue units that may wait for the writer; a further one is refused
   * @param ephemeral nothing need survive the process: no syncing to disk
   */
  record Sqlite(Path file, int readers, int queue, boolean ephemeral) implements SqlConfig {
    /** Validates. */
    public Sqlite {
      requirePositive("readers", readers);
      requirePositive("queue", queue);
    }
  }

  /**
   * A PostgreSQL server.
   *
   * @param url {@code jdbc:postgresql://host:port/database?…}
   * @param user the role; null when the URL or the environment says it
   * @param password its password; null for none
   * @param readers connections that read at the same time
   * @param writers transactions that write at the same time
   * @param queue units given to {@code writeLater} that may wait; a further one is refused
   * @param timeouts how long it may be silent
   */
  record Postgres(
      String url,
      @Nullable String user,
      @Nullable String password,
      int readers,
      int writers,
      int queue,
      Timeouts timeouts)
      implements SqlConfig {
    /** Validates. */
    public Postgres {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw NoriaException.invalid(
            "database url: "
                + withoutSecrets(url)
                + " (expected: jdbc:postgresql://host/database)");
      }
      requirePositive("readers", readers);
      requirePositive("writers", writers);
      requirePositive("queue", queue);
    }

    /** The URL as it may be shown: without user and password. */
    public String shownUrl() {
      return withoutSecrets(url);
    }

    /** With other patience. */
    public Postgres with(Timeouts other) {
      return new Postgres(url, user, password, readers, writers, queue, other);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Postgres[url=" + shownUrl() + ", user=" + user + "]";
    }
  }

  /**
   * How long PostgreSQL may be silent.
   *
   * @param connect while a connection is made, or while it is asked whether it is there
   * @param silence within a statement
   */
  record Timeouts(Duration connect, Duration silence) {
    /** Unless said otherwise. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(60));

    /** Validates. */
    public Timeouts {
      if (connect.toMillis() < 1000 || silence.toMillis() < 1000) {
        throw NoriaException.invalid(
            "database timeouts: " + connect + ", " + silence + " (expected: PT1S or more)");
      }
    }
  }

  /** The embedded database in the file, durable, with the usual sizes. */
  static Sqlite sqlite(Path file) {
    return new Sqlite(file, DEFAULT_READERS, DEFAULT_QUEUE, false);
  }

  /**
   * The embedded database in the file without syncing to disk: for tests and throw-away servers.
   */
  static Sqlite ephemeral(Path file) {
    return new Sqlite(file, DEFAULT_READERS, DEFAULT_QUEUE, true);
  }

  /** A PostgreSQL server with the usual sizes. */
  static Postgres postgres(String url, @Nullable String user, @Nullable String password) {
    return new Postgres(
        url, user, password, DEFAULT_READERS, DEFAULT_WRITERS, DEFAULT_QUEUE, Timeouts.DEFAULT);
  }

  /**
   * Reads the form people type: {@code jdbc:postgresql://…}, {@code postgresql://user:password@…}
   * ({@code postgres://} too) or {@code sqlite:FILE}.
   *
   * @throws NoriaException INVALID_ARGUMENT for anything else
   */
  static SqlConfig parse(String url) {
    if (url.startsWith("jdbc:postgresql:")) {
      return postgres(url, null, null);
    }
    if (url.startsWith("postgresql://") || url.startsWith("postgres://")) {
      return fromUri(url);
    }
    if (url.startsWith("sqlite:") && url.length() > "sqlite:".length()) {
      return sqlite(Path.of(url.substring("sqlite:".length())));
    }
    throw NoriaException.invalid(
        "database url: "
            + withoutSecrets(url)
            + " (expected: postgresql://user:password@host/database,"
            + " jdbc:postgresql://host/database or sqlite:FILE)");
  }

  private static SqlConfig fromUri(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid(
          "database url: not a URL (expected: postgresql://user:password@host/database)");
    }
    if (uri.getHost() == null || uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw NoriaException.invalid(
          "database url: "
              + withoutSecrets(url)
              + " (expected: postgresql://user:password@host/database)");
    }
    String[] login =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return postgres(
        "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
        login.length > 0 ? decoded(login[0]) : null,
        login.length > 1 ? decoded(login[1]) : null);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String withoutSecrets(String url) {
    return url.replaceAll("//[^/@]*@", "//…@").replaceAll("(?i)(password=)[^&]*", "$1…");
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw NoriaException.invalid(name + ": " + value + " (expected: 1 or more)");
    }
  }
}
