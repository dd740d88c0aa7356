package io.noria.project.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.delivery.Check;
import io.noria.monitoring.WatchSpec.DriftWatch;
import io.noria.monitoring.WatchSpec.PerformanceWatch;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Trainer;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.Span;
import io.noria.project.Span.Unit;
import io.noria.serving.Follow;
import io.noria.training.SearchRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectFileTest {
  private static final String WHOLE =
      """
      project: flights
      problem:                                   # goes into the model card
        question: Will this flight arrive more than 15 minutes late?
        decision: Rebook tight connections an hour before departure
        owner: ops@example.org
        limitations: [ New York only, no cancellations ]
      data:
        flights: { path: data/flights/*.parquet, time: scheduled, version: monthly, expect: expectations/flights.yaml }
        weather: { path: data/weather.parquet, time: observed }
      prepare: { sql: sql/features.sql, as_of: asked_at, key: flight_key }
      target: { column: late, positive: 1, arrives: scheduled + 12h }
      model:
        trainer: xgboost
        candidates: [ { train_on: 6 months }, { train_on: 1 month } ]
        search: { trials: 8, space: { max_depth: [4, 8], learning_rate: [0.03, 0.3, log] } }
        metric: auc
      gates:
        staging: [ { metric: auc, at_least: 0.65 } ]
        champion: [ { beats: champion, on: newest labelled month, resample: day, level: 0.95 } ]
      deploy: { name: flights, follow: champion }
      watch:
        features: { test: psi, above: 0.2 }
        prediction: { test: ks, below_p: 0.01 }
        performance: { metric: auc, drops_by: 0.03, over: 14 days }
      retrain: { on: [ alert, new data ], cool_down: 20 days }
      """;

  @Test
  void everyKeyIsReadWithItsMeaning() {
    ProjectSpec spec = ProjectFile.parse("noria.yaml", WHOLE);
    assertThat(spec.name()).isEqualTo("flights");
    assertThat(spec.problem().owner()).isEqualTo("ops@example.org");
    assertThat(spec.problem().limitations()).containsExactly("New York only", "no cancellations");
    assertThat(spec.data())
        .containsExactly(
            new Source(
                "flights",
                "data/flights/*.parquet",
                "scheduled",
                Versioning.MONTHLY,
                Versioning.MONTHLY,
                "expectations/flights.yaml"),
            new Source(
                "weather",
                "data/weather.parquet",
                "observed",
                Versioning.WHOLE,
                Versioning.MONTHLY,
                null));
    assertThat(spec.primary().name()).isEqualTo("flights");
    assertThat(spec.prepare().asOf()).isEqualTo("asked_at");
    assertThat(spec.prepare().key()).containsExactly("flight_key");
    assertThat(spec.prepare().lookback()).isEqualTo(new Span(1, Unit.MONTH));
    assertThat(spec.target().positive()).isEqualTo("1");
    assertThat(spec.target().arrives().delay()).isEqualTo(new Span(12, Unit.HOUR));
    assertThat(spec.model().trainer()).isEqualTo(Trainer.XGBOOST);
    assertThat(spec.model().candidates())
        .extracting(candidate -> candidate.trainOn().toString())
        .containsExactly("6 months", "1 month");
    assertThat(spec.model().search().trials()).isEqualTo(8);
    assertThat(spec.model().search().space())
        .isEqualTo(
            Map.of(
                "max_depth", new SearchRange(4, 8, true, false),
                "learning_rate", new SearchRange(0.03, 0.3, false, true)));
    assertThat(spec.gates())
        .isEqualTo(
            Map.of(
                "staging", List.of(Check.atLeast("auc", 0.65)),
                "champion", List.of(Check.beatsChampion("auc", "day", 0.95))));
    assertThat(spec.deploy().follow()).isEqualTo(Follow.alias("champion"));
    assertThat(spec.watch().features()).isEqualTo(DriftWatch.above("psi", 0.2));
    assertThat(spec.watch().prediction()).isEqualTo(DriftWatch.belowP("ks", 0.01));
    assertThat(spec.watch().performance())
        .isEqualTo(new PerformanceWatch("auc", 0.03, Duration.ofDays(14)));
    assertThat(spec.watch().every().length()).isEqualTo(Duration.ofDays(7));
    assertThat(spec.retrain().onAlert()).isTrue();
    assertThat(spec.retrain().onNewData()).isTrue();
    assertThat(spec.retrain().coolDown().length()).isEqualTo(Duration.ofDays(20));
  }

  @Test
  void aShortFileHasSensibleDefaults() {
    ProjectSpec spec =
        ProjectFile.parse(
            "noria.yaml",
            """
            project: churn
            data: { customers: { path: customers.parquet, time: seen } }
            target: { column: left, positive: yes }
            """);
    assertThat(spec.prepare().sql()).isNull();
    assertThat(spec.prepare().asOf()).isEqualTo("seen");
    assertThat(spec.model().metric()).isEqualTo("auc");
    assertThat(spec.deploy().name()).isEqualTo("churn");
    assertThat(spec.deploy().follow()).isEqualTo(Follow.alias("champion"));
    assertThat(spec.gates()).isEmpty();
    assertThat(spec.retrain().onNewData()).isTrue();
    assertThat(spec.primary().name()).isEqualTo("customers");
  }

  private static final String WITH_BATCH =
      """
      project: churn
      data: { customers: { path: customers.parquet, time: seen } }
      target: { column: left, positive: yes }
      deploy: { follow: production }
      batch:
        - { name: nightly, in: "s3://asked/{date-1}/", out: "s3://told/{date-1}/", cron: 0 3 * * * }
        - { name: weekly, model: "models:/other/3", in: in.csv, out: out.parquet, cron: "@weekly",
            zone: Europe/Berlin, missed: all, on_error: "null", only_predictions: true }
      """;

  @Test
  void batchesHaveTheDeploymentsModelAndUtc() {
    var batches = ProjectFile.parse("noria.yaml", WITH_BATCH).batches();
    assertThat(batches).hasSize(2);
    assertThat(batches.getFirst().name()).isEqualTo("churn/nightly");
    assertThat(batches.getFirst().request().model()).isEqualTo("models:/churn/Production");
    assertThat(batches.getFirst().zone()).hasToString("UTC");
    assertThat(batches.getFirst().missed().wire()).isEqualTo("latest");
    assertThat(batches.getLast().request().model()).isEqualTo("models:/other/3");
    assertThat(batches.getLast().request().nullOnError()).isTrue();
    assertThat(batches.getLast().missed().wire()).isEqualTo("all");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 3 * * *|0 25 * * *|noria.yaml:6: batch[0].cron: cron: 0 25 * * * (expected: '25' to be"
            + " from 0 to 23)",
        "name: weekly|name: nightly|noria.yaml:7: batch[1].name: 'nightly' (expected: letters,"
            + " digits, _ and -, each name once)",
        "missed: all|missed: never|noria.yaml:8: batch[1].missed: 'never' (expected: one of latest,"
            + " all, skip)",
        "Europe/Berlin|Europe/Nowhere|zone: Europe/Nowhere (expected: such as UTC or Europe/Berlin)",
        "out: out.parquet,|''|noria.yaml:7: batch[1]: the key out is missing"
      })
  void aBatchThatCannotBeIsRefused(String was, String is, String error) {
    assertThatThrownBy(() -> ProjectFile.parse("noria.yaml", WITH_BATCH.replace(was, is)))
        .hasMessageContaining(error);
  }

  @Test
  void theSourceThatTheTargetArrivesWithIsThePrimaryOne() {
    String swapped =
        WHOLE
            .replace("weather: {", "weather_first: {")
            .replace("time: observed }", "time: observed, version: monthly }");
    assertThat(ProjectFile.parse("noria.yaml", swapped).primary().name()).isEqualTo("flights");
    String other = swapped.replace("scheduled + 12h", "asked_at + 12h").replace("flights:", "f:");
    assertThat(ProjectFile.parse("noria.yaml", other).primary().name()).isEqualTo("f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trainer: xgboost|trainer: prophet|noria.yaml:13: model.trainer: 'prophet' (expected: one"
            + " of xgboost, linear, command)",
        "trials: 8|trails: 8|noria.yaml:15: model.search.trails: unknown key"
            + " (expected: did you mean trials? the keys here are trials, rounds, patience, seed,"
            + " space)",
        "trials: 8|trials: eight|noria.yaml:15: model.search.trials: 'eight'"
            + " (expected: a whole number from 1 to 1000)",
        "trials: 8|trials: 0|noria.yaml:15: model.search.trials: '0'"
            + " (expected: a whole number from 1 to 1000)",
        "train_on: 1 month|train_on: one month|noria.yaml:14: model.candidates[1].train_on:"
            + " 'one month' (expected: a stretch of time such as 14 days, 6 months or 12h)",
        "version: monthly|version: montly|noria.yaml:8: data.flights.version: 'montly'"
            + " (expected: did you mean monthly? one of whole, daily, weekly, monthly, yearly)",
        "at_least: 0.65|at_least: high|noria.yaml:18: gates.staging[0].at_least: 'high'",
        "beats: champion, |'' |noria.yaml:19: gates.champion[0]: 0 conditions"
            + " (expected: one of at_least, at_most and beats)",
        "labelled month|labelled year|noria.yaml:19: gates.champion[0].on: 'newest labelled year'"
            + " (expected: did you mean newest labelled data? one of newest labelled month, newest"
            + " labelled data)",
        "arrives: scheduled + 12h|arrives: landing + 12h|noria.yaml:11: target.arrives:"
            + " 'landing + 12h' (expected: a source's time column, or asked_at, and a delay)",
        "path: data/weather.parquet|path: ../weather.parquet|noria.yaml:9: data.weather.path:"
            + " '../weather.parquet' (expected: a path inside the project's folder",
        "[4, 8]|[8, 4]|noria.yaml:15: model.search.space.max_depth: [8, 4]"
            + " (expected: [low, high] or [low, high, log])",
        "above: 0.2|above: 0.2, below_p: 0.1|noria.yaml:22: watch.features: two thresholds",
        "alert, new data|alert, full moon|noria.yaml:25: retrain.on[1]: 'full moon'"
            + " (expected: one of alert, new data)",
        "metric: auc, drops_by|metric: auk, drops_by|noria.yaml:24: watch.performance.metric:"
            + " 'auk' (expected: did you mean auc?",
        "project: flights|project: fl ights|noria.yaml:1: project: 'fl ights'",
        "target: {|targt: {|noria.yaml:11: targt: unknown key (expected: did you mean target?",
        "prepare: {|problem: {|noria.yaml:10: problem: the key is there twice (expected: once)",
        "prepare: { sql: sql/features.sql,|prepare: {|noria.yaml:10: prepare: the key sql is"
            + " missing",
        "[ alert, new data ]|[ alert|noria.yaml:25: not YAML",
      })
  void anErrorNamesFileLineKeyWhatCameAndWhatWasExpected(String from, String to, String message) {
    String broken = WHOLE.replace(from, to);
    assertThat(broken).isNotEqualTo(WHOLE);
    assertThatThrownBy(() -> ProjectFile.parse("noria.yaml", broken))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith(message);
  }

  @Test
  void spansFollowTheCalendar() {
    Instant end = Instant.parse("2013-03-31T00:00:00Z");
    assertThat(new Span(1, Unit.MONTH).before(end)).isEqualTo("2013-02-28T00:00:00Z");
    assertThat(new Span(12, Unit.HOUR).after(end)).isEqualTo("2013-03-31T12:00:00Z");
    assertThat(Span.parse("2 weeks")).contains(new Span(2, Unit.WEEK));
    assertThat(Span.parse("90m")).contains(new Span(90, Unit.MINUTE));
    assertThat(Span.parse("3 fortnights")).isEmpty();
    assertThat(new Span(2, Unit.WEEK).length()).isEqualTo(Duration.ofDays(14));
  }
}
