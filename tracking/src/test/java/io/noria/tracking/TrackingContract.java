package io.noria.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the suites of the area share: an empty area on a database that the subclass opens. */
public abstract class TrackingContract {
  /** The start of the tests' clock. */
  protected static final Instant START = Instant.parse("2013-04-01T00:00:00Z");

  /** Somewhere to write. */
  @TempDir protected Path folder;

  /** A clock that moves one millisecond at every look. */
  protected final InstantSource clock =
      new InstantSource() {
        private long millis = START.toEpochMilli();

        @Override
        public synchronized Instant instant() {
          return Instant.ofEpochMilli(millis++);
        }
      };

  /** The database under test. */
  protected Database database;

  /** Where artifacts' bytes go. */
  protected ObjectStore objects;

  /** The area under test. */
  protected Tracking tracking;

  /** Opens an empty, migrated database. */
  protected abstract Database open(Path folder, InstantSource clock);

  /** How much memory runs may be held in for searching. */
  protected long searchBytes() {
    return 64 << 20;
  }

  @BeforeEach
  void openArea() {
    database = open(folder, clock);
    objects = ObjectStores.memory();
    tracking = Tracking.open(database, objects, IdSource.seeded(clock, 42), searchBytes());
  }

  @AfterEach
  void closeArea() {
    objects.close();
    database.close();
  }

  /** A run in the default experiment. */
  protected RunId run(String name) {
    return tracking.runs().create(NewRun.of(ExperimentId.DEFAULT, name)).id();
  }

  /** The token with something else in it. */
  protected static String forged(@Nullable String token, String pattern, String replacement) {
    String json =
        new String(
            Base64.getUrlDecoder().decode(Objects.requireNonNull(token)), StandardCharsets.UTF_8);
    String other = json.replaceFirst(pattern, replacement);
    assertThat(other).isNotEqualTo(json);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(other.getBytes(StandardCharsets.UTF_8));
  }

  /** A point. */
  protected static Metric point(String key, double value, long step) {
    return new Metric(key, value, START.plusMillis(step & 0xffff), step);
  }

  /** Logs points. */
  protected void log(RunId run, Metric... points) {
    tracking.runs().log(run, RunData.ofMetrics(List.of(points)));
  }

  /** The names of the runs that a search of the default experiment finds, in order. */
  protected List<String> found(String filter, String... orderBy) {
    return tracking
        .runs()
        .search(
            new RunSearch(
                List.of(ExperimentId.DEFAULT),
                filter,
                View.ACTIVE_ONLY,
                List.of(orderBy),
                100,
                null))
        .items()
        .stream()
        .map(run -> run.info().name())
        .toList();
  }

  /** Everything in the area's tables: equal before and after means that nothing changed. */
  protected List<String> state() {
    List<String> rows = new ArrayList<>();
    for (String table :
        List.of(
            "experiments",
            "experiment_tags",
            "runs",
            "run_params",
            "run_tags",
            "metric_series",
            "metric_tails",
            "metric_chunks",
            "metric_chunk_bytes",
            "run_inputs",
            "run_model_inputs",
            "run_outputs",
            "logged_models",
            "logged_model_params",
            "logged_model_tags",
            "logged_model_metrics",
            "artifacts",
            "outbox",
            "lineage_edge")) {
      List<Map<String, Object>> all =
          database.read(handle -> handle.select("SELECT * FROM " + table).mapToMap().list());
      all.forEach(row ->
          row.replaceAll((column, value) ->
              value instanceof byte[] bytes ? java.util.HexFormat.of().formatHex(bytes) : value));
      all.stream().map(row -> table + row).sorted().forEach(rows::add);
    }
    return rows;
  }

  /** The call fails with the code and changes nothing. */
  protected void refused(ErrorCode code, String message, ThrowingCallable call) {
    List<String> before = state();
    assertThatThrownBy(call)
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(code);
    assertThat(state()).isEqualTo(before);
  }
}
