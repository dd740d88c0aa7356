package io.noria.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.monitoring.WatchSpec.DriftWatch;
import io.noria.monitoring.WatchSpec.PerformanceWatch;
import io.noria.stats.Metrics;
import io.noria.stats.Task;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring promises, on any database. */
abstract class MonitoringContract {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final WatchSpec SPEC =
      new WatchSpec(
          ReplayedServing.NAME,
          WEEK,
          Duration.ofHours(12),
          DriftWatch.above("psi", 0.2),
          DriftWatch.belowP("ks", 1e-6),
          new PerformanceWatch("auc", 0.1, Duration.ofDays(14)),
          true);

  private final ReplayedServing serving = new ReplayedServing();
  private Database db;
  private Monitoring monitoring;

  /** A fresh migrated database. */
  abstract Database open();

  @BeforeEach
  void begin() {
    db = open();
    monitoring = monitoring();
    serving.swap(1, ReplayedServing.START);
    monitoring.watch(SPEC);
  }

  private Monitoring monitoring() {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    return Monitoring.open(
        db,
        serving,
        (model, version, metric) ->
            OptionalDouble.of(Metrics.judges(metric, Task.REGRESSION) ? 25 : 0.85),
        clock,
        IdSource.system(InstantSource.system()));
  }

  @AfterEach
  void end() {
    monitoring.close();
    db.close();
  }

  private void days(int from, int to, double heat, double skill) {
    for (int day = from; day < to; day++) {
      serving.day(day, heat, skill, 60);
    }
  }

  @Test
  void aNoticeRaisesOneAlertThatWindowsLeaveAlone() {
    Ref data = Ref.parse("dataset_version:trips@2013-03");
    Notice notice =
        new Notice(
            ReplayedServing.NAME,
            Alert.REVOKED_DATA,
            "trips@2013-03",
            1,
            ReplayedServing.START,
            "version 1 was trained on revoked data",
            data);
    Alert raised = raise(notice).orElseThrow();
    assertThat(raise(notice)).as("it is open").isEmpty();
    days(0, 9, 0, 1.5);
    monitoring.settle(Duration.ofSeconds(20));
    assertThat(monitoring.alerts(ReplayedServing.NAME, true))
        .extracting(Alert::id, Alert::summary, Alert::raisedAt)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                raised.id(), notice.summary(), ReplayedServing.START));
    assertThat(Lineages.open(db).outOf(data))
        .extracting(edge -> edge.relation() + " " + edge.to())
        .containsExactly("raised " + raised.ref());

    Instant later = ReplayedServing.START.plus(WEEK);
    db.write(tx -> {
      monitoring.over(tx, monitoring.open(tx, ReplayedServing.NAME).getFirst(), later, "gone");
      return null;
    });
    Alert over = monitoring.alert(raised.id());
    assertThat(over.state()).isEqualTo(Alert.State.RESOLVED);
    assertThat(over.resolvedAt()).isEqualTo(later);
    assertThat(over.history()).extracting(Alert.Change::what).containsExactly("raised", "resolved");
    assertThat(raise(notice)).as("a new one").isPresent();
  }

  private Optional<Alert> raise(Notice notice) {
    return db.write(tx -> monitoring.raise(tx, notice));
  }

  @Test
  void aWindowClosesWhenItsLabelsAreDueAndNotBefore() {
    days(0, 7, 0, 1.5);
    assertThat(monitoring.advance(ReplayedServing.NAME)).isZero();
    serving.day(7, 0, 1.5, 60);
    assertThat(monitoring.advance(ReplayedServing.NAME)).isZero();
    days(8, 9, 0, 1.5);
    assertThat(monitoring.advance(ReplayedServing.NAME)).isEqualTo(1);
    Window window = monitoring.latest(ReplayedServing.NAME).orElseThrow();
    assertThat(window.from()).isEqualTo(ReplayedServing.START);
    assertThat(window.to()).isEqualTo(ReplayedServing.START.plus(WEEK));
    assertThat(window.closedAt()).isEqualTo(window.to().plus(Duration.ofHours(12)));
    assertThat(window.rows()).isEqualTo(420);
    assertThat(window.rowsByVersion()).containsExactlyEntriesOf(java.util.Map.of(1, 420L));
    assertThat(monitoring.window(window.id())).isEqualTo(window);
  }

  @Test
  void aQuietWindowHasFiguresAndRaisesNothing() {
    days(0, 9, 0, 1.5);
    monitoring.settle(Duration.ofSeconds(20));
    Window window = monitoring.latest(ReplayedServing.NAME).orElseThrow();
    assertThat(window.features())
        .extracting(ColumnDrift::column)
        .containsExactly("heat", "carrier");
    ColumnDrift heat = window.features().getFirst();
    assertThat(heat.numeric()).isTrue();
    assertThat(heat.value()).isEqualTo(heat.psi());
    assertThat(heat.threshold()).isEqualTo(0.2);
    assertThat(heat.edges()).hasSize(heat.current().size() + 1);
    assertThat(heat.ksP()).isGreaterThan(1e-4);
    ColumnDrift carrier = window.features().get(1);
    assertThat(carrier.numeric()).isFalse();
    assertThat(carrier.categories()).containsExactlyInAnyOrder("AA", "DL", "UA");
    assertThat(carrier.chiSquareP()).isGreaterThan(1e-4);
    assertThat(carrier.ksStatistic()).isNull();
    assertThat(window.served().coverage()).isEqualTo(1.0);
    assertThat(window.served().metrics().get("auc"))
        .isBetween(window.served().aucLow(), window.served().aucHigh());
    assertThat(window.first().metrics().get("auc")).isCloseTo(0.5, within(0.1));
    assertThat(window.system().p50Millis()).isCloseTo(1.0, within(0.01));
    assertThat(window.system().perSecond()).isCloseTo(420 / 604800.0, within(1e-9));
    assertThat(monitoring.alerts(null, false)).isEmpty();
  }

  @Test
  void driftRaisesOneAlertThatIsKeptWhileItLastsAndResolvedWhenItIsOver() {
    days(0, 7, 0, 1.5);
    days(7, 21, 4, 1.5);
    days(21, 30, 0, 1.5);
    assertThat(monitoring.advance(ReplayedServing.NAME)).isEqualTo(4);
    List<Alert> alerts = monitoring.alerts(ReplayedServing.NAME, false);
    assertThat(alerts).hasSize(1);
    Alert alert = alerts.getFirst();
    assertThat(alert.watch()).isEqualTo("features");
    assertThat(alert.column()).isEqualTo("heat");
    assertThat(alert.state()).isEqualTo(Alert.State.RESOLVED);
    assertThat(alert.history())
        .extracting(Alert.Change::what)
        .containsExactly("raised", "kept", "resolved");
    assertThat(alert.raisedAt()).isEqualTo(Instant.parse("2013-04-15T12:00:00Z"));
    assertThat(alert.resolvedAt()).isEqualTo(Instant.parse("2013-04-29T12:00:00Z"));
    assertThat(monitoring.alerts(null, true)).isEmpty();
    assertThat(lastEvent()).contains("resolved: psi of heat is 0.");
    Window second = monitoring.windows(ReplayedServing.NAME, null, null).get(1);
    assertThat(Lineages.open(db).into(alert.ref()))
        .singleElement()
        .satisfies(edge -> {
          assertThat(edge.from()).isEqualTo(second.ref());
          assertThat(edge.relation()).isEqualTo("raised");
        });
    assertThat(Lineages.open(db).into(second.ref()))
        .singleElement()
        .satisfies(edge -> assertThat(edge.relation()).isEqualTo("watched"));
    assertThat(events())
        .containsExactly(
            "WindowScored",
            "WindowScored",
            "AlertRaised",
            "WindowScored",
            "WindowScored",
            "AlertResolved");
  }

  private String lastEvent() {
    return db.read(handle ->
        handle
            .createQuery("SELECT body FROM outbox ORDER BY sequence DESC LIMIT 1")
            .mapTo(String.class)
            .one());
  }

  private List<String> events() {
    return db.read(handle ->
        handle.createQuery("SELECT type FROM outbox ORDER BY sequence").mapTo(String.class).list());
  }

  @Test
  void fallingPerformanceIsMeasuredAgainstTheValueAtPromotion() {
    days(0, 14, 0, 1.6);
    days(14, 30, 0, 0.3);
    monitoring.advance(ReplayedServing.NAME);
    Alert alert =
        monitoring.alerts(ReplayedServing.NAME, true).stream()
            .filter(open -> open.watch().equals("performance"))
            .findFirst()
            .orElseThrow();
    assertThat(alert.column()).isEqualTo("auc");
    assertThat(alert.threshold()).isCloseTo(0.75, within(1e-12));
    assertThat(alert.value()).isLessThan(0.75);
    Window last = monitoring.latest(ReplayedServing.NAME).orElseThrow();
    assertThat(last.watched().atPromotion()).isEqualTo(0.85);
    assertThat(last.watched().sincePromotion())
        .isCloseTo(last.watched().metrics().get("auc") - 0.85, within(1e-12));
    assertThat(last.watched().sincePrevious()).isNegative();
    assertThat(alert.summary()).contains("auc of version 1 is").contains("0.850 at promotion");
  }

  @Test
  void withoutLabelsPerformanceSaysNothing() {
    serving.labelled(false);
    days(0, 16, 0, 0.1);
    monitoring.advance(ReplayedServing.NAME);
    Window last = monitoring.latest(ReplayedServing.NAME).orElseThrow();
    assertThat(last.served().coverage()).isZero();
    assertThat(last.served().metrics()).isEmpty();
    assertThat(monitoring.alerts(null, false))
        .noneMatch(alert -> alert.watch().equals("performance"));
  }

  @Test
  void theReferenceChangesWithTheVersionAndResolvesWhatTheNewOneExpects() {
    days(0, 7, 0, 1.5);
    days(7, 14, 10, 1.5);
    serving.swap(2, ReplayedServing.START.plus(Duration.ofDays(14)));
    days(14, 23, 10, 1.5);
    monitoring.advance(ReplayedServing.NAME);
    List<Window> windows = monitoring.windows(ReplayedServing.NAME, null, null);
    assertThat(windows).extracting(Window::version).containsExactly(1, 1, 2);
    assertThat(windows).extracting(Window::driftedFeatures).containsExactly(0L, 1L, 0L);
    assertThat(monitoring.alerts(null, false))
        .extracting(Alert::state)
        .containsExactly(Alert.State.RESOLVED);
    // The new version has answered half of the two weeks, so it is judged, by its own rows alone.
    assertThat(windows.getLast().watched().version()).isEqualTo(2);
    assertThat(windows.getLast().watched().rows()).isEqualTo(420);
    assertThat(windows.getLast().first().version()).isEqualTo(1);
  }

  @Test
  void theSameDataGiveTheSameFiguresInWhateverOrderTheyWereLogged() {
    days(0, 23, 1, 1.5);
    monitoring.advance(ReplayedServing.NAME);
    List<Window> before = monitoring.windows(ReplayedServing.NAME, null, null);
    serving.shuffle();
    try (Database other = open()) {
      Monitoring again =
          Monitoring.open(
              other,
              serving,
              (model, version, metric) ->
                  OptionalDouble.of(Metrics.judges(metric, Task.REGRESSION) ? 25 : 0.85),
              InstantSource.system(),
              IdSource.system(InstantSource.system()));
      again.watch(SPEC);
      again.settle(Duration.ofSeconds(30));
      List<Window> after = again.windows(ReplayedServing.NAME, null, null);
      assertThat(after).hasSameSizeAs(before);
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.get(i).features()).isEqualTo(before.get(i).features());
        assertThat(after.get(i).served()).isEqualTo(before.get(i).served());
        assertThat(after.get(i).watched()).isEqualTo(before.get(i).watched());
        assertThat(after.get(i).first()).isEqualTo(before.get(i).first());
      }
      again.close();
    }
  }

  @Test
  void aServerThatComesBackGoesOnWhereItWas() {
    days(0, 9, 0, 1.5);
    monitoring.advance(ReplayedServing.NAME);
    monitoring.close();
    monitoring = monitoring();
    assertThat(monitoring.advance(ReplayedServing.NAME)).isZero();
    days(9, 16, 0, 1.5);
    assertThat(monitoring.advance(ReplayedServing.NAME)).isEqualTo(1);
    assertThat(monitoring.windows(ReplayedServing.NAME, null, null))
        .extracting(Window::from)
        .containsExactly(ReplayedServing.START, ReplayedServing.START.plus(WEEK));
  }

  @Test
  void aFailureHalfwayLeavesNothingOfTheWindow() {
    days(0, 9, 4, 1.5);
    db.write((Transaction tx) ->
        tx.handle()
            .execute(
                "INSERT INTO alert (id, deployment, watch, column_name, state, version, value,"
                    + " threshold, raised_ms, summary) VALUES ('x', 'elsewhere', 'features',"
                    + " 'heat', 'RESOLVED', 1, 0, 0, 0, 's')"));
    db.write(tx -> tx.handle().execute("ALTER TABLE alert_change RENAME TO hidden"));
    assertThatThrownBy(() -> monitoring.advance(ReplayedServing.NAME))
        .isInstanceOf(RuntimeException.class);
    assertThat(monitoring.windows(ReplayedServing.NAME, null, null)).isEmpty();
    assertThat(events()).isEmpty();
    db.write(tx -> tx.handle().execute("ALTER TABLE hidden RENAME TO alert_change"));
    assertThat(monitoring.advance(ReplayedServing.NAME)).isEqualTo(1);
    assertThat(monitoring.alerts(ReplayedServing.NAME, true)).hasSize(1);
  }

  @Test
  void stretchesWithoutPredictionsAreSkipped() {
    days(0, 7, 0, 1.5);
    days(28, 37, 0, 1.5);
    monitoring.advance(ReplayedServing.NAME);
    assertThat(monitoring.windows(ReplayedServing.NAME, null, null))
        .extracting(Window::from)
        .containsExactly(ReplayedServing.START, ReplayedServing.START.plus(Duration.ofDays(28)));
  }

  @Test
  void aPersonCanSilenceAndResolve() {
    days(0, 9, 4, 1.5);
    monitoring.advance(ReplayedServing.NAME);
    Alert alert = monitoring.alerts(null, true).getFirst();
    Instant until = Instant.parse("2013-06-01T00:00:00Z");
    assertThat(monitoring.silence(alert.id(), until, "known").silencedUntil()).isEqualTo(until);
    Alert resolved = monitoring.resolve(alert.id(), "the sensor was replaced");
    assertThat(resolved.state()).isEqualTo(Alert.State.RESOLVED);
    assertThat(resolved.history())
        .extracting(Alert.Change::what)
        .containsExactly("raised", "silenced", "resolved");
    assertThatThrownBy(() -> monitoring.resolve(alert.id(), "again"))
        .isInstanceOf(NoriaException.class)
        .hasMessage("alert " + alert.id() + ": resolved already (expected: an open alert)");
    days(9, 16, 4, 1.5);
    monitoring.advance(ReplayedServing.NAME);
    Alert next = monitoring.alerts(null, true).getFirst();
    assertThat(next.id()).isNotEqualTo(alert.id());
    assertThat(next.silencedUntil()).isEqualTo(until);
  }

  @Test
  void performanceOfAnyStretchIsThereForTheAsking() {
    days(0, 10, 0, 1.5);
    Instant to = ReplayedServing.START.plus(Duration.ofDays(3));
    Performance served =
        monitoring.performance(ReplayedServing.NAME, ReplayedServing.START, to, false);
    assertThat(served.rows()).isEqualTo(180);
    assertThat(served.metrics()).containsKeys("auc", "accuracy", "f1", "log_loss");
    Performance first =
        monitoring.performance(ReplayedServing.NAME, ReplayedServing.START, to, true);
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.metrics().get("auc")).isNotEqualTo(served.metrics().get("auc"));
  }

  @Test
  void windowsCanBeWrittenOutWithTheColumnsBehindThem(@TempDir Path folder) throws IOException {
    days(0, 9, 1, 1.5);
    monitoring.advance(ReplayedServing.NAME);
    Path file = folder.resolve("evidence.json");
    WindowEvidence.write(serving, monitoring.windows(ReplayedServing.NAME, null, null), file);
    assertThat(Files.readString(file))
        .contains("\"column\":\"heat\"")
        .contains("\"column\":\"score\"")
        .contains("\"log_loss\":");
  }

  @Test
  void theFollowerScoresByItself() {
    monitoring.start();
    days(0, 9, 0, 1.5);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> monitoring.latest(ReplayedServing.NAME).isPresent());
    monitoring.check();
  }

  @Test
  void whatIsNotThereIsNotFoundAndWhatIsWrongIsRefused() {
    assertThatThrownBy(() -> monitoring.window("nope")).hasMessage("window: nope (there is none)");
    assertThatThrownBy(() -> monitoring.alert("nope")).hasMessage("alert: nope (there is none)");
    assertThatThrownBy(() ->
            monitoring.watch(
                new WatchSpec(
                    "d", WEEK, Duration.ZERO, DriftWatch.above("psy", 1), null, null, false)))
        .hasMessageContaining("drift test: psy");
    assertThatThrownBy(() -> new PerformanceWatch("aux", 0.1, WEEK))
        .hasMessageContaining("watch metric: aux");
    assertThat(monitoring.specs()).containsExactly(SPEC);
    assertThat(monitoring.spec("d")).isEmpty();
  }

  private void watch(String test, double belowP, String metric, double by) {
    monitoring.watch(
        new WatchSpec(
            ReplayedServing.NAME,
            WEEK,
            Duration.ofHours(12),
            null,
            DriftWatch.belowP(test, belowP),
            new PerformanceWatch(metric, by, Duration.ofDays(14)),
            true));
  }

  @Test
  void ofManyClassesThePredictedOnesAreComparedAndEveryMetricIsMeasured() {
    serving.predict(Task.MULTICLASS);
    watch("ks", 1e-6, "f1_macro", 0.1);
    days(0, 14, 0, 0.9);
    days(14, 30, 4, 0.6);
    monitoring.advance(ReplayedServing.NAME);
    List<Window> windows = monitoring.windows(ReplayedServing.NAME, null, null);
    ColumnDrift quiet = windows.getFirst().prediction();
    assertThat(quiet.numeric()).isFalse();
    assertThat(quiet.categories()).containsExactlyInAnyOrder("red", "green", "blue");
    assertThat(quiet.test()).isEqualTo("chisquare");
    assertThat(quiet.drifted()).isFalse();
    assertThat(windows.getLast().prediction().drifted()).isTrue();
    Performance served = windows.getFirst().served();
    assertThat(served.metrics())
        .containsOnlyKeys("accuracy", "f1_macro", "log_loss", "auc_macro")
        .containsEntry("auc_macro", 0.5);
    assertThat(served.metrics().get("accuracy")).isCloseTo(0.9, within(0.05));
    assertThat(served.metrics().get("log_loss")).isBetween(Math.log(2), Math.log(4));
    assertThat(served.metric()).isEqualTo("f1_macro");
    assertThat(served.aucLow()).isNull();
    assertThat(windows.getFirst().first().metrics().get("accuracy")).isCloseTo(0.5, within(0.1));
    assertThat(monitoring.alerts(null, true))
        .extracting(Alert::watch, Alert::column)
        .containsExactlyInAnyOrder(tuple("prediction", "score"), tuple("performance", "f1_macro"));
    assertThat(monitoring.alerts(null, true))
        .extracting(Alert::summary)
        .anyMatch(
            sentence -> sentence.matches("chisquare of score is .* \\(threshold 1.00e-06\\).*"))
        .anyMatch(sentence ->
            sentence.matches("f1_macro of version 1 is 0.* \\(alert at a drop of 0.100\\)"));
  }

  @Test
  void anErrorThatRisesIsAnAlertAndOneThatFallsIsNone() {
    serving.predict(Task.REGRESSION);
    watch("ks", 1e-6, "rmse", 10);
    days(0, 14, 0, 2);
    days(14, 30, 0, 0.5);
    monitoring.advance(ReplayedServing.NAME);
    List<Window> windows = monitoring.windows(ReplayedServing.NAME, null, null);
    Window second = windows.get(1);
    assertThat(second.served().metrics()).containsOnlyKeys("rmse", "mae", "r2");
    assertThat(second.watched().metrics().get("rmse")).isCloseTo(10, within(1.0));
    assertThat(second.watched().sincePromotion()).isCloseTo(-15, within(1.0));
    assertThat(second.prediction().numeric()).isTrue();
    assertThat(second.first().metrics().get("rmse")).isZero();
    Alert alert =
        monitoring.alerts(null, false).stream()
            .filter(raised -> raised.watch().equals("performance"))
            .findFirst()
            .orElseThrow();
    assertThat(alert.column()).isEqualTo("rmse");
    assertThat(alert.threshold()).isEqualTo(35);
    assertThat(alert.value()).isGreaterThan(35);
    assertThat(alert.summary())
        .matches(
            "rmse of version 1 is \\d\\d\\.\\d over 840 labelled rows, 25 at promotion \\(alert at a rise of 10\\)");
    assertThat(lastWindowScored()).containsPattern(", rmse \\d\\d\\.\\d;");
  }

  private String lastWindowScored() {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT body FROM outbox WHERE type = 'WindowScored' ORDER BY sequence DESC LIMIT 1")
            .mapTo(String.class)
            .one());
  }
}
