package io.noria.importing.mlflow;

import io.noria.base.NoriaException;
import io.noria.importing.ImportSource;
import io.noria.importing.mlflow.sql.MlflowDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** Finds out what an MLflow history is, and opens it. */
public final class MlflowSources {
  private static final String EXPECTED =
      " (expected: sqlite:///PATH, the path of mlflow.db, postgresql://USER:PASSWORD@HOST/NAME or"
          + " the path of an mlruns folder)";
  private static final byte[] SQLITE = "SQLite format 3".getBytes(StandardCharsets.US_ASCII);

  private MlflowSources() {}

  /**
   * Opens a history; the caller closes.
   *
   * @param source MLflow's store address, or a path
   * @throws NoriaException NOT_FOUND when nothing is there, INVALID_ARGUMENT when it is no history
   *     of MLflow
   */
  public static ImportSource open(String source, MlflowOptions options) {
    String scheme = ArtifactFiles.scheme(source);
    String system = scheme.replaceFirst("\\+.*", "");
    return switch (system) {
      case "sqlite" -> MlflowDatabase.sqlite(sqlitePath(source), options);
      case "postgresql", "postgres" -> postgres(source, options);
      case "", "file" -> path(source, options);
      default -> throw NoriaException.invalid("source: '" + clean(source) + "'" + EXPECTED);
    };
  }

  /** Three slashes and a relative path, four and an absolute one, as SQLAlchemy has it. */
  private static Path sqlitePath(String source) {
    String rest = source.substring(source.indexOf(':') + 1).replaceFirst("\\?.*$", "");
    if (!rest.startsWith("///")) {
      throw NoriaException.invalid("source: '" + source + "'" + EXPECTED);
    }
    return Path.of(rest.substring(3));
  }

  private static ImportSource path(String source, MlflowOptions options) {
    Path path = Path.of(source.replaceFirst("^file:(//)?", ""));
    if (Files.isDirectory(path)) {
      return MlflowFolder.open(path, options);
    }
    if (!Files.isRegularFile(path)) {
      throw NoriaException.notFound("source: nothing at '" + source + "'" + EXPECTED);
    }
    if (!isSqlite(path)) {
      throw NoriaException.invalid("source: '" + source + "' is no SQLite database" + EXPECTED);
    }
    return MlflowDatabase.sqlite(path, options);
  }

  private static boolean isSqlite(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return java.util.Arrays.equals(in.readNBytes(SQLITE.length), SQLITE);
    } catch (IOException e) {
      throw NoriaException.invalid("source: " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static ImportSource postgres(String source, MlflowOptions options) {
    try {
      URI uri = new URI("postgresql" + source.substring(source.indexOf(':')));
      if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
        throw NoriaException.invalid("source: '" + clean(source) + "'" + EXPECTED);
      }
      Properties account = new Properties();
      String user = uri.getRawUserInfo();
      if (user != null) {
        String[] parts = user.split(":", 2);
        account.setProperty("user", decoded(parts[0]));
        if (parts.length == 2) {
          account.setProperty("password", decoded(parts[1]));
        }
      }
      String place =
          uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return MlflowDatabase.postgres(
          "jdbc:postgresql://" + place + query, account, "postgresql://" + place, options);
    } catch (URISyntaxException e) {
      throw NoriaException.invalid("source: '" + clean(source) + "'" + EXPECTED);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Without a password. */
  private static String clean(String source) {
    return source.replaceFirst("://[^/@]*@", "://…@").toLowerCase(Locale.ROOT).length() > 200
        ? source.substring(0, 10)
        : source.replaceFirst("://[^/@]*@", "://…@");
  }
}
