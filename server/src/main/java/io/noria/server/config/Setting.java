package io.noria.server.config;

import java.util.Locale;

/**
 * Every setting there is: its name in files and {@code --set}, its default, and what it does. The
 * environment variable is the name in upper case with underscores: {@code noria.http.port} is
 * {@code NORIA_HTTP_PORT}.
 */
enum Setting {
  DATA("noria.data", "", "the data folder (default: NORIA_DATA, else ~/.local/share/noria)"),
  HTTP_HOST(
      "noria.http.host", "127.0.0.1", "the address to listen on; others than loopback need tokens"),
  HTTP_PORT("noria.http.port", "7600", "the port; 0 takes a free one"),
  HTTP_MAX_BODY("noria.http.max-body-bytes", "10485760", "the largest JSON body"),
  HTTP_MAX_UPLOAD("noria.http.max-upload-bytes", "1099511627776", "the largest artifact"),
  HTTP_MAX_HEADERS("noria.http.max-header-bytes", "32768", "the largest head of a request"),
  HTTP_MAX_REQUESTS(
      "noria.http.max-concurrent-requests", "512", "beyond these: 503 with Retry-After"),
  HTTP_MAX_STREAMS("noria.http.max-streams", "256", "event streams open at the same time"),
  HTTP_MAX_CONNECTIONS("noria.http.max-connections", "4096", "TCP connections"),
  HTTP_READ_TIMEOUT(
      "noria.http.read-timeout",
      "PT30S",
      "the longest silence, within a request or before the next"),
  HTTP_BODY_TIMEOUT(
      "noria.http.body-timeout", "PT60S", "the longest a JSON body may take to arrive"),
  HTTP_IDLE_TIMEOUT(
      "noria.http.idle-timeout", "PT5M", "the longest that a connection may do nothing at all"),
  HTTP_STOP_GRACE("noria.http.stop-grace", "PT10S", "how long requests may go on while stopping"),
  SQL_URL(
      "noria.storage.sql.url",
      "",
      "jdbc:postgresql://… or postgresql://…; empty: SQLite in the data folder"),
  SQL_USER("noria.storage.sql.user", "", "PostgreSQL's user"),
  SQL_PASSWORD("noria.storage.sql.password", "", "PostgreSQL's password"),
  OBJECTS("noria.storage.objects", "", "where objects lie; empty: a folder in the data folder"),
  ENGINE_MEMORY("noria.engine.memory-bytes", "0", "DuckDB's memory; 0: a quarter of the machine's"),
  TRAINING_MEMORY("noria.training.memory-bytes", "2147483648", "the heap of a training process"),
  PIPELINE_TASKS("noria.pipelines.concurrent-tasks", "4", "tasks that run at the same time"),
  PREDICTION_DURABILITY(
      "noria.serving.durability",
      "flush",
      "flush: predictions are on disk within 100 ms; sync: before they are answered"),
  EPHEMERAL("noria.ephemeral", "false", "an empty server in a temporary folder, for tests");

  private final String key;
  private final String fallback;
  private final String about;

  Setting(String key, String fallback, String about) {
    this.key = key;
    this.fallback = fallback;
    this.about = about;
  }

  String key() {
    return key;
  }

  String fallback() {
    return fallback;
  }

  String about() {
    return about;
  }

  String environment() {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
