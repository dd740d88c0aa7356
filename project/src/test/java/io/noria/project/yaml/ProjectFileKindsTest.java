package io.noria.project.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.delivery.Check;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Baseline;
import io.noria.project.ProjectSpec.Candidate;
import io.noria.project.ProjectSpec.Command;
import io.noria.project.ProjectSpec.Trainer;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.Span;
import io.noria.project.Span.Unit;
import io.noria.registry.BundleInfo.Objective;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of data without time, of many classes, of numbers, and of trainers of one's own. */
class ProjectFileKindsTest {
  private static final String FLOWERS =
      """
      project: flowers
      data: { flowers: { path: flowers.csv } }
      prepare: { key: plant }
      target: { column: species, classes: [setosa, versicolor, virginica] }
      model:
        baseline: linear
        holdout: 25%
        candidates: [ { trainer: linear }, {} ]
        metric: merror
      gates:
        staging: [ { metric: f1_macro, at_least: 0.8 }, { beats: baseline, on: holdout } ]
        champion: [ { beats: champion, metric: log_loss, resample: row } ]
      watch: { performance: { metric: auc_macro, drops_by: 0.1, over: 1 week } }
      """;

  private static final String SCRIPTS =
      """
      project: prices
      data: { sales: { path: sales.parquet, time: sold, period: week } }
      target: { column: price, arrives: 2 days }
      model:
        command: python train.py
        predict: python predict.py
        format: parquet
        limits: { time: 10 min, memory: 2 GB }
        candidates: [ { train_on: 8 weeks }, { trainer: xgboost } ]
      gates:
        champion: [ { beats: champion, on: newest labelled week, resample: day } ]
      """;

  @Test
  void dataWithoutTimeAreJudgedByAHoldout() {
    ProjectSpec spec = ProjectFile.parse("noria.yaml", FLOWERS);
    assertThat(spec.timed()).isFalse();
    assertThat(spec.prepare().asOf()).isNull();
    assertThat(spec.target().objective()).isEqualTo(Objective.MULTICLASS);
    assertThat(spec.target().classes()).containsExactly("setosa", "versicolor", "virginica");
    assertThat(spec.model().holdout()).isEqualTo(0.25);
    assertThat(spec.model().baseline()).isEqualTo(Baseline.LINEAR);
    assertThat(spec.model().metric()).isEqualTo("accuracy");
    assertThat(spec.model().candidates())
        .containsExactly(new Candidate(Trainer.LINEAR, null), new Candidate(Trainer.XGBOOST, null));
    assertThat(spec.gates().get("staging"))
        .containsExactly(
            Check.atLeast("f1_macro", 0.8), Check.beatsBaseline("accuracy", "row", 0.95));
    assertThat(spec.gates().get("champion"))
        .containsExactly(Check.beatsChampion("log_loss", "row", 0.95));
  }

  @Test
  void scriptsAreTrainersAndMayStandBesideTheBuiltInOnes() {
    ProjectSpec spec = ProjectFile.parse("noria.yaml", SCRIPTS);
    assertThat(spec.primary().period()).isEqualTo(Versioning.WEEKLY);
    assertThat(spec.target().objective()).isEqualTo(Objective.REGRESSION);
    assertThat(spec.target().arrives().delay()).isEqualTo(new Span(2, Unit.DAY));
    assertThat(spec.model().metric()).isEqualTo("rmse");
    assertThat(spec.model().command())
        .isEqualTo(
            new Command(
                "python train.py",
                "python predict.py",
                "parquet",
                Duration.ofMinutes(10),
                2L << 30));
    assertThat(spec.model().candidates())
        .containsExactly(
            new Candidate(Trainer.COMMAND, new Span(8, Unit.WEEK)),
            new Candidate(Trainer.XGBOOST, new Span(6, Unit.MONTH)));
    assertThat(spec.gates().get("champion"))
        .containsExactly(Check.beatsChampion("rmse", "day", 0.95));
  }

  @Test
  void theSmallestFilesOfEachKindHaveSensibleDefaults() {
    String file = "project: p\ndata: { t: { path: t.csv } }\ntarget: { column: y%s }\n";
    ProjectSpec number = ProjectFile.parse("noria.yaml", file.formatted(""));
    assertThat(number.model().metric()).isEqualTo("rmse");
    assertThat(number.model().holdout()).isEqualTo(0.2);
    assertThat(number.model().candidates()).containsExactly(new Candidate(Trainer.XGBOOST, null));
    assertThat(number.model().baseline()).isEqualTo(Baseline.NONE);
    ProjectSpec two = ProjectFile.parse("noria.yaml", file.formatted(", classes: [no, yes]"));
    assertThat(two.target().positive()).isEqualTo("yes");
    assertThat(two.target().objective()).isEqualTo(Objective.BINARY);
    assertThat(two.model().metric()).isEqualTo("auc");
    ProjectSpec turned =
        ProjectFile.parse("noria.yaml", file.formatted(", classes: [no, yes], positive: no"));
    assertThat(turned.target().classes()).containsExactly("yes", "no");
    ProjectSpec yearly =
        ProjectFile.parse(
            "noria.yaml", file.formatted("").replace("t.csv", "t.csv, time: at, version: yearly"));
    assertThat(yearly.model().candidates()).containsExactly(new Candidate(Trainer.XGBOOST, null));
    assertThat(yearly.prepare().asOf()).isEqualTo("at");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "f1_macro|f1|noria.yaml:11: gates.staging[0].metric: 'f1' (expected: one of accuracy,"
            + " auc_macro, f1_macro, log_loss)",
        "f1_macro|f1_macr|noria.yaml:11: gates.staging[0].metric: 'f1_macr' (expected: did you mean"
            + " f1_macro? one of accuracy, auc_macro, f1_macro, log_loss)",
        "auc_macro|auc|noria.yaml:13: watch.performance.metric: 'auc' (expected: one of accuracy,",
        "metric: merror|metric: auc|noria.yaml:9: model.metric: 'auc' (expected: one of mlogloss,"
            + " accuracy, merror)",
        "on: holdout|on: newest labelled month|noria.yaml:11: gates.staging[1].on: 'newest labelled"
            + " month' (expected: one of holdout)",
        "resample: row|resample: day|noria.yaml:12: gates.champion[0].resample: 'day' (expected: one"
            + " of row)",
        "beats: baseline|beats: base|noria.yaml:11: gates.staging[1].beats: 'base' (expected: one of"
            + " champion, baseline)",
        "baseline: linear|baseline: none|noria.yaml:11: gates.staging[1].beats: 'baseline'"
            + " (expected: model.baseline: linear in this file)",
        "baseline: linear|baseline: liner|noria.yaml:6: model.baseline: 'liner' (expected: did you"
            + " mean linear? one of linear, none)",
        "25%|80%|noria.yaml:7: model.holdout: '80%' (expected: a share from 1% to 50%, for example"
            + " 20%)",
        "25%|some|noria.yaml:7: model.holdout: 'some' (expected: a share",
        "{ trainer: linear }|{ train_on: 3 months }|noria.yaml:8: model.candidates[0].train_on: '3"
            + " months' (expected: no train_on, since data.flowers has no time",
        "{ trainer: linear }|{ trainer: command }|noria.yaml:8: model.candidates[0].trainer:"
            + " 'command' (expected: model.command and model.predict",
        "key: plant|as_of: plant|noria.yaml:3: prepare.as_of: 'plant' (expected: no as_of, since"
            + " data.flowers has no time; or time: COLUMN at data.flowers)",
        "flowers.csv }|flowers.csv, period: week }|noria.yaml:2: data.flowers.period: 'week'"
            + " (expected: time: COLUMN beside it",
        "[setosa, versicolor, virginica]|[setosa]|noria.yaml:4: target.classes: 1 class (expected: 2"
            + " to 1000; none at all for a number)",
        "versicolor, virginica|setosa|noria.yaml:4: target.classes[1]: 'setosa' (expected: each"
            + " class once)",
        "virginica] }|virginica], positive: setosa }|noria.yaml:4: target.positive: 'setosa'"
            + " (expected: no positive, since there are more than two classes)",
        "virginica] }|virginica], arrives: seen + 1 day }|noria.yaml:4: target.arrives: 'seen + 1"
            + " day' (expected: how long after the prediction",
        "metric: merror|predict: python p.py|noria.yaml:9: model.predict: 'python p.py' (expected:"
            + " model.command beside it",
        "metric: merror|command: python t.py|noria.yaml:9: model.command: 'python t.py' (expected:"
            + " model.predict beside it",
      })
  void whatDoesNotFitTheKindIsRefused(String from, String to, String message) {
    refused(FLOWERS, from, to, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "period: week|period: wek|noria.yaml:2: data.sales.period: 'wek' (expected: did you mean"
            + " week? one of day, week, month, year)",
        "period: week|version: weekly, period: week|noria.yaml:2: data.sales.period: 'week'"
            + " (expected: no period, since the versions are the periods; or version: whole)",
        "format: parquet|format: xml|noria.yaml:7: model.format: 'xml' (expected: one of csv,"
            + " parquet)",
        "format: parquet|holdout: 20%|noria.yaml:7: model.holdout: '20%' (expected: no holdout,"
            + " since the newest labelled week of data.sales judges)",
        "2 GB|2 pounds|noria.yaml:8: model.limits.memory: '2 pounds' (expected: bytes such as 512"
            + " MB or 8 GB)",
        "10 min|0 min|noria.yaml:8: model.limits.time: '0 min' (expected: more than nothing)",
        "labelled week|labelled month|noria.yaml:11: gates.champion[0].on: 'newest labelled month'",
        "on: newest labelled week|on: holdout|noria.yaml:11: gates.champion[0].on: 'holdout'",
        "beats: champion|metric: auc, beats: champion|noria.yaml:11: gates.champion[0].metric:"
            + " 'auc' (expected: one of mae, r2, rmse)",
      })
  void whatDoesNotFitDataWithTimeIsRefused(String from, String to, String message) {
    refused(SCRIPTS, from, to, message);
  }

  private static void refused(String file, String from, String to, String message) {
    String broken = file.replace(from, to);
    assertThat(broken).isNotEqualTo(file);
    assertThatThrownBy(() -> ProjectFile.parse("noria.yaml", broken))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith(message);
  }

  @Test
  void everyMetricOfTheFileIsOneThatGatesKnow() {
    assertThat(List.of(Objective.values()))
        .allSatisfy(objective -> {
          assertThat(TaskMetrics.judging(objective)).contains(TaskMetrics.usual(objective));
          assertThat(Check.METRICS).containsAll(TaskMetrics.judging(objective));
        });
  }
}
