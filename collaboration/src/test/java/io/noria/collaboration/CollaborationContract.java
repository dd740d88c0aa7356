package io.noria.collaboration;

import static io.noria.base.ErrorCode.ABORTED;
import static io.noria.base.ErrorCode.ALREADY_EXISTS;
import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static io.noria.base.ErrorCode.PERMISSION_DENIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.Tracking;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comments, pins, views and reports do, on any database. */
public abstract class CollaborationContract {
  private static final Ref RUN = Ref.of(Ref.Kind.RUN, "0f3a");
  private static final Ref VERSION = Ref.of(Ref.Kind.MODEL_VERSION, "flights/3");

  /** Somewhere to write. */
  @TempDir protected Path folder;

  private final InstantSource clock =
      new InstantSource() {
        private long seconds = 1_364_774_400;

        @Override
        public synchronized Instant instant() {
          return Instant.ofEpochSecond(seconds++);
        }
      };

  private Database database;
  private ObjectStore objects;
  private Tracking tracking;
  private Collaboration area;

  /** Opens an empty, migrated database. */
  protected abstract Database open(Path folder, InstantSource clock);

  @BeforeEach
  void openArea() {
    database = open(folder, clock);
    IdSource ids = IdSource.seeded(clock, 7);
    objects = ObjectStores.memory();
    tracking = Tracking.open(database, objects, ids);
    area = Collaboration.open(database, tracking, clock, ids);
  }

  @AfterEach
  void closeArea() {
    objects.close();
    database.close();
  }

  private static <T> T as(String who, Supplier<T> work) {
    return ScopedValue.where(Actor.CURRENT, who).call(work::get);
  }

  private List<String> state() {
    List<String> rows = new ArrayList<>();
    for (String table :
        List.of("comments", "pins", "saved_views", "reports", "report_revisions", "outbox")) {
      List<Map<String, Object>> all =
          database.read(handle -> handle.select("SELECT * FROM " + table).mapToMap().list());
      all.stream().map(row -> table + row).sorted().forEach(rows::add);
    }
    return rows;
  }

  private void refused(ErrorCode code, String message, ThrowingCallable call) {
    List<String> before = state();
    assertThatThrownBy(call)
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(code);
    assertThat(state()).isEqualTo(before);
  }

  private List<String> told() {
    return database.read(handle ->
        handle
            .select("SELECT body FROM outbox WHERE type = 'CommentChanged' ORDER BY sequence")
            .mapTo(String.class)
            .list());
  }

  @Test
  void aCommentIsItsAuthorsAndCanBeTakenBackAndRestored() {
    Comment first = as("ann", () -> area.comments().create(RUN, "Look, @ben and `@code`: 0.9"));
    as("ben", () -> area.comments().create(RUN, "Seen."));
    as("ann", () -> area.comments().create(VERSION, "Elsewhere."));
    assertThat(first.who()).isEqualTo("ann");
    assertThat(first.mentions()).containsExactly("ben");
    assertThat(area.comments().list(RUN, false, 10, null).items())
        .extracting(Comment::body)
        .containsExactly("Look, @ben and `@code`: 0.9", "Seen.");
    assertThat(area.comments().count(RUN)).isEqualTo(2);

    refused(
        PERMISSION_DENIED,
        "written by ann, you are ben",
        () -> as("ben", () -> area.comments().edit(first.id(), "No.")));
    refused(PERMISSION_DENIED, "ann", () -> as("ben", () -> area.comments().delete(first.id())));
    Comment edited = as("ann", () -> area.comments().edit(first.id(), "Look, @cy"));
    assertThat(edited.mentions()).containsExactly("cy");
    assertThat(edited.editedAt()).isAfter(first.createdAt());

    Comment deleted = as("ann", () -> area.comments().delete(first.id()));
    assertThat(deleted.deletedAt()).isNotNull();
    assertThat(as("ann", () -> area.comments().delete(first.id()))).isEqualTo(deleted);
    refused(
        FAILED_PRECONDITION,
        "restore it first",
        () -> as("ann", () -> area.comments().edit(first.id(), "x")));
    assertThat(area.comments().list(RUN, false, 10, null).items()).hasSize(1);
    assertThat(area.comments().list(RUN, true, 10, null).items()).hasSize(2);
    assertThat(as("ann", () -> area.comments().restore(first.id())).deletedAt()).isNull();
    assertThat(area.comments().get(first.id()).body()).isEqualTo("Look, @cy");
    assertThat(told()).hasSize(6);
    assertThat(told().get(0)).contains("ann commented on run:0f3a: Look", "written", "ben");
    assertThat(told().get(4)).contains("deleted");
  }

  @Test
  void commentsComeInPagesAndHaveLimits() {
    for (int i = 0; i < 5; i++) {
      area.comments().create(RUN, "c" + i);
    }
    var page = area.comments().list(RUN, false, 3, null);
    assertThat(page.items()).extracting(Comment::body).containsExactly("c0", "c1", "c2");
    var rest = area.comments().list(RUN, false, 3, page.nextToken());
    assertThat(rest.items()).extracting(Comment::body).containsExactly("c3", "c4");
    assertThat(rest.nextToken()).isNull();
    refused(
        INVALID_ARGUMENT,
        "page_token",
        () -> area.comments().list(VERSION, false, 3, page.nextToken()));
    refused(INVALID_ARGUMENT, "body: empty", () -> area.comments().create(RUN, " \n"));
    refused(
        INVALID_ARGUMENT,
        "at most 20000",
        () -> area.comments().create(RUN, "x".repeat(CommentStore.LONGEST + 1)));
    refused(INVALID_ARGUMENT, "NUL", () -> area.comments().create(RUN, "a\0b"));
    refused(NOT_FOUND, "none with id nope", () -> area.comments().get("nope"));
  }

  @Test
  void whatIsSaidOfAModelGoesByItsNewName() {
    Ref model = Ref.of(Ref.Kind.MODEL, "flights");
    Ref other = Ref.of(Ref.Kind.MODEL_VERSION, "flights2/3");
    for (Ref ref : List.of(VERSION, model, other)) {
      area.comments().create(ref, "x");
      area.pins().put(ref);
    }
    area.renamed("flights", "trips");
    area.renamed("flights", "trips");
    Ref renamed = Ref.of(Ref.Kind.MODEL_VERSION, "trips/3");
    assertThat(area.comments().count(renamed)).isEqualTo(1);
    assertThat(area.comments().count(Ref.of(Ref.Kind.MODEL, "trips"))).isEqualTo(1);
    assertThat(area.comments().count(VERSION)).isZero();
    assertThat(area.comments().count(other)).isEqualTo(1);
    assertThat(area.pins().list())
        .extracting(Pin::subject)
        .containsExactlyInAnyOrder(renamed, Ref.of(Ref.Kind.MODEL, "trips"), other);
  }

  @Test
  void pinsAreTheCallersOwn() {
    as("ann", () -> area.pins().put(RUN));
    Pin second = as("ann", () -> area.pins().put(VERSION));
    as("ben", () -> area.pins().put(RUN));
    assertThat(as("ann", () -> area.pins().put(VERSION))).isEqualTo(second);
    assertThat(as("ann", () -> area.pins().list()))
        .extracting(Pin::subject)
        .containsExactly(VERSION, RUN);
    ScopedValue.where(Actor.CURRENT, "ann").run(() -> area.pins().delete(RUN));
    ScopedValue.where(Actor.CURRENT, "ann").run(() -> area.pins().delete(RUN));
    assertThat(as("ann", () -> area.pins().list())).hasSize(1);
    assertThat(as("ben", () -> area.pins().list())).hasSize(1);
  }

  @Test
  void aViewIsSeenByAllAndChangedByItsAuthor() {
    SavedView view = as("ann", () -> area.views().create("best", "runs", "filter=a"));
    as("ben", () -> area.views().create("best", "runs", "filter=b"));
    as("ben", () -> area.views().create("best", "compare", ""));
    refused(
        ALREADY_EXISTS,
        "'best'",
        () -> as("ann", () -> area.views().create("best", "runs", "filter=c")));
    assertThat(area.views().list("runs", 10, null).items())
        .extracting(SavedView::who)
        .containsExactlyInAnyOrder("ann", "ben");
    var page = area.views().list(null, 2, null);
    assertThat(page.items()).hasSize(2);
    assertThat(area.views().list(null, 2, page.nextToken()).items()).hasSize(1);
    SavedView changed = as("ann", () -> area.views().update(view.id(), null, "filter=z"));
    assertThat(changed.state()).isEqualTo("filter=z");
    assertThat(changed.name()).isEqualTo("best");
    refused(
        PERMISSION_DENIED, "ann", () -> as("ben", () -> area.views().update(view.id(), "x", null)));
    refused(
        INVALID_ARGUMENT,
        "control",
        () -> as("ann", () -> area.views().update(view.id(), "a\nb", null)));
    ScopedValue.where(Actor.CURRENT, "ann").run(() -> area.views().delete(view.id()));
    refused(NOT_FOUND, "view", () -> area.views().get(view.id()));
  }

  @Test
  void aReportIsChangedFromTheTextThatWasRead() {
    Report first = as("ann", () -> area.reports().create("April", "one"));
    assertThat(first.revision()).isEqualTo(1);
    Report second = as("ben", () -> area.reports().update(first.id(), 1, null, "two"));
    assertThat(second.revision()).isEqualTo(2);
    assertThat(second.editor()).isEqualTo("ben");
    assertThat(second.who()).isEqualTo("ann");
    refused(
        ABORTED,
        "ben changed the report at",
        () -> as("ann", () -> area.reports().update(first.id(), 1, null, "three")));
    assertThat(as("cy", () -> area.reports().update(first.id(), 2, "April", "two")))
        .isEqualTo(second);
    assertThat(area.reports().get(first.id(), 1).body()).isEqualTo("one");
    refused(NOT_FOUND, "no revision 9", () -> area.reports().get(first.id(), 9));
    assertThat(area.reports().revisions(first.id()))
        .extracting(Report::revision)
        .containsExactly(2L, 1L);
    refused(PERMISSION_DENIED, "ann", () -> as("ben", () -> area.reports().delete(first.id())));
    assertThat(as("ann", () -> area.reports().delete(first.id())).deletedAt()).isNotNull();
    refused(FAILED_PRECONDITION, "deleted", () -> area.reports().update(first.id(), 2, "x", null));
    assertThat(area.reports().list(false, 10, null).items()).isEmpty();
    assertThat(area.reports().list(true, 10, null).items()).hasSize(1);
    assertThat(as("ann", () -> area.reports().restore(first.id())).deletedAt()).isNull();
    area.reports().create("May", "");
    var page = area.reports().list(false, 1, null);
    assertThat(page.items()).extracting(Report::title).containsExactly("May");
    assertThat(area.reports().list(false, 1, page.nextToken()).items())
        .extracting(Report::title)
        .containsExactly("April");
    refused(INVALID_ARGUMENT, "title", () -> area.reports().create("", "x"));
  }

  @Test
  void aReportIsOneFileWithTheDataOfTheMoment() {
    ExperimentId experiment = tracking.experiments().create("flights", Map.of(), null);
    for (String name : List.of("one", "<b>two</b>")) {
      Run run = tracking.runs().create(NewRun.of(experiment, name));
      List<Metric> points = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        points.add(new Metric("auc", i == 3 ? Double.NaN : 0.5 + i / 100.0, clock.instant(), i));
      }
      tracking
          .runs()
          .log(run.id(), new RunData(points, Map.of("depth", "6"), Map.of("team", "<ops>")));
    }
    String body =
        """
        # What we saw <script>alert(1)</script>

        [good](https://example.org) [bad](javascript:alert(1)) ![pic](https://example.org/a.png)

        | a | b |
        |---|---|
        | 1 | 2 |

        ```chart
        experiments: [flights]
        metrics: [auc]
        smoothing: 0.5
        ```

        ```chart
        {"experiments": ["flights"], "metric": "auc", "x": "relative", "group_by": "params.depth"}
        ```

        ```runs
        experiments: [flights]
        filter: metrics.auc > 0.1
        columns: [metrics.auc, params.depth, tags.team, status]
        ```

        ```chart
        experiments: [nowhere]
        metrics: [auc]
        ```

        ```runs
        what: 1
        ```

        ```python
        if a < b: pass
        ```
        """;
    Report report = as("ann", () -> area.reports().create("April & May", body));
    String html = area.export().html(report.id());
    assertThat(html)
        .contains("<title>April &amp; May</title>")
        .contains("What we saw &lt;script&gt;")
        .contains("href=\"https://example.org\"")
        .contains("<td>1</td>")
        .contains("<path class=\"line c0\"")
        .contains("(1 not finite)")
        .contains("6 (mean of 2)")
        .contains("&lt;b&gt;two&lt;/b&gt;")
        .contains("<td class=\"n\">0.59</td><td>6</td><td>&lt;ops&gt;</td><td>RUNNING</td>")
        .contains("there is no experiment &#39;nowhere&#39;")
        .contains("what: unknown key")
        .contains("if a &lt; b: pass")
        .contains("prefers-color-scheme: dark")
        .doesNotContain("<script", "javascript:", "<img", "NaN ", " NaN");
    as("ann", () -> area.reports().delete(report.id()));
    refused(NOT_FOUND, "deleted", () -> area.export().html(report.id()));
  }
}
