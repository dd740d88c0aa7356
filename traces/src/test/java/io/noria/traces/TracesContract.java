package io.noria.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Tracking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the suites of the area share: an empty area on a database that the subclass opens. */
public abstract class TracesContract {
  /** The start of the tests' clock. */
  protected static final Instant START = Instant.parse("2026-04-01T00:00:00Z");

  private static final long NS = 1_000_000;

  /** Where the tests' traces are. */
  protected static final ExperimentId HOME = ExperimentId.DEFAULT;

  /** Somewhere to write. */
  @TempDir protected Path folder;

  /** The database under test. */
  protected Database database;

  /** Experiments and runs beside. */
  protected Tracking tracking;

  /** The area under test. */
  protected Traces area;

  private ObjectStore objects;

  /** Opens an empty, migrated database. */
  protected abstract Database open(Path folder, InstantSource clock);

  @BeforeEach
  void openArea() {
    InstantSource clock = InstantSource.fixed(START);
    database = open(folder, clock);
    objects = ObjectStores.memory();
    IdSource ids = IdSource.seeded(clock, 42);
    tracking = Tracking.open(database, objects, ids);
    area = Traces.open(database, tracking, ids);
  }

  @AfterEach
  void closeArea() {
    objects.close();
    database.close();
  }

  /** The store under test. */
  protected TraceStore traces() {
    return area.traces();
  }

  /** A trace's id from a small number. */
  protected static TraceId id(int number) {
    return TraceId.ofHex("%032x".formatted(number));
  }

  /** A span of a hundredth second that ended well. */
  protected static Span span(
      String id, @Nullable String parent, String name, Map<String, String> attributes) {
    long start = START.toEpochMilli() * NS;
    return new Span(
        id,
        parent,
        name,
        start,
        start + 10 * NS,
        SpanStatus.OK,
        "",
        attributes,
        List.of(),
        List.of());
  }

  /** Logs spans of a trace. */
  protected void log(TraceId trace, Span... spans) {
    traces().log(HOME, List.of(new SpanBatch(trace, List.of(spans), Map.of())));
  }

  /** A finished trace without spans, so many seconds after the start. */
  protected TraceInfo trace(int number, String name, Map<String, String> tags) {
    return trace(number, name, tags, Map.of());
  }

  /** A finished trace without spans, so many seconds after the start. */
  protected TraceInfo trace(
      int number, String name, Map<String, String> tags, Map<String, String> metadata) {
    Map<String, String> all = new java.util.TreeMap<>(tags);
    all.put(SpanKeys.NAME, name);
    return traces()
        .start(
            new NewTrace(
                id(number),
                HOME,
                START.plusSeconds(number),
                Duration.ofMillis(number * 10L),
                TraceState.OK,
                null,
                "asked " + number,
                null,
                metadata,
                all,
                List.of()));
  }

  /** The names of the traces that a search finds, in order. */
  protected List<String> found(String filter, String... orderBy) {
    return traces()
        .search(new TraceSearch(List.of(HOME), filter, List.of(orderBy), 100, null))
        .items()
        .stream()
        .map(trace -> trace.tags().get(SpanKeys.NAME))
        .toList();
  }

  /** A feedback of a program. */
  protected static NewAssessment feedback(String name, String json) {
    return new NewAssessment(
        name,
        Assessment.Kind.FEEDBACK,
        json,
        null,
        new Assessment.Source("CODE", null),
        null,
        null,
        null,
        null,
        Map.of(),
        null);
  }

  /** Everything in the area's tables: equal before and after means that nothing changed. */
  protected List<String> state() {
    List<String> rows = new ArrayList<>();
    for (String table :
        List.of(
            "traces",
            "trace_tags",
            "trace_metadata",
            "trace_spans",
            "trace_runs",
            "trace_prompts",
            "trace_assessments",
            "evaluation_datasets",
            "evaluation_dataset_tags",
            "evaluation_dataset_experiments",
            "evaluation_records",
            "scorers",
            "scorer_versions")) {
      List<Map<String, Object>> all =
          database.read(handle -> handle.select("SELECT * FROM " + table).mapToMap().list());
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
