package io.noria.tracking;

import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Page;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What searches for runs find, in what order, on any database. */
public abstract class RunSearchContract extends TrackingContract {
  private RunId good;

  @BeforeEach
  void someRuns() {
    good = made("good", 0.9, "6", Map.of("team", "Ops"));
    made("bad", 0.1, "10", Map.of("team", "ops"));
    made("broken", Double.NaN, "6", Map.of());
    made("zero", -0.0, "x*y", Map.of());
    made("endless", Double.POSITIVE_INFINITY, "x_y", Map.of());
    run("empty");
  }

  private RunId made(String name, double auc, String depth, Map<String, String> tags) {
    RunId run = run(name);
    tracking
        .runs()
        .log(run, new RunData(List.of(point("a u/c", auc, 1)), Map.of("depth", depth), tags));
    return run;
  }

  @Test
  void metricsCompareAsNumbersAndNanMatchesNoOrder() {
    assertThat(found("metrics.`a u/c` > 0.5")).containsExactly("endless", "good");
    assertThat(found("metrics.\"a u/c\" >= 0")).containsExactly("endless", "zero", "bad", "good");
    assertThat(found("metrics.`a u/c` = 0")).containsExactly("zero");
    assertThat(found("metrics.`a u/c` < 0")).isEmpty();
    assertThat(found("metrics.`a u/c` <= 0.1")).containsExactly("zero", "bad");
    assertThat(found("metrics.`a u/c` != 0.9")).containsExactly("endless", "zero", "broken", "bad");
    refused(INVALID_ARGUMENT, "number", () -> found("metrics.m > '1'"));
    refused(INVALID_ARGUMENT, "number", () -> found("metrics.m > NaN"));
    refused(INVALID_ARGUMENT, "not offered", () -> found("metrics.m LIKE '1'"));
  }

  @Test
  void paramsAndTagsCompareAsTexts() {
    assertThat(found("params.depth = '6'")).containsExactly("broken", "good");
    assertThat(found("param.depth != '6'")).containsExactly("endless", "zero", "bad");
    assertThat(found("params.depth LIKE 'x_y'")).containsExactly("endless", "zero");
    assertThat(found("params.depth LIKE '%*%'")).containsExactly("zero");
    assertThat(found("tags.team LIKE 'O%'")).containsExactly("good");
    assertThat(found("tag.team ILIKE 'O%'")).containsExactly("bad", "good");
    assertThat(found("tags.team IS NULL")).containsExactly("empty", "endless", "zero", "broken");
    assertThat(found("tags.team IS NOT NULL AND params.depth = '10'")).containsExactly("bad");
    refused(INVALID_ARGUMENT, "quotes", () -> found("params.depth = 6"));
    refused(INVALID_ARGUMENT, "not offered", () -> found("params.depth > '6'"));
    assertThat(found("tags.team IN ('a', 'ops')")).containsExactly("bad");
    assertThat(found("params.depth NOT IN ('6', '10')")).containsExactly("endless", "zero");
    refused(INVALID_ARGUMENT, "not offered", () -> found("tags.team BETWEEN 'a' AND 'b'"));
  }

  @Test
  void conditionsCombine() {
    assertThat(found("params.depth = '10' OR tags.team = 'Ops'")).containsExactly("bad", "good");
    assertThat(found("NOT params.depth = '6'")).containsExactly("empty", "endless", "zero", "bad");
    assertThat(found("NOT (params.depth = '6' OR metrics.`a u/c` IS NULL)"))
        .containsExactly("endless", "zero", "bad");
    assertThat(found("NOT end_time > 5 AND run_name = 'good'")).containsExactly("good");
    assertThat(found("(tags.team = 'ops' or tags.team = 'Ops') AND NOT params.depth = '6'"))
        .containsExactly("bad");
    assertThat(found("metrics.`a u/c` BETWEEN 0 AND 0.5")).containsExactly("zero", "bad");
    assertThat(found("metrics.`a u/c` BETWEEN 0.5 AND 0")).isEmpty();
    assertThat(found("start_time BETWEEN 0 AND 10")).isEmpty();
    assertThat(found("end_time IS NULL AND run_name = 'good'")).containsExactly("good");
    refused(INVALID_ARGUMENT, "20", () -> found("", "a ".repeat(21).split(" ")));
  }

  @Test
  void countsWhatMatchesAndNamesTheColumns() {
    FoundRuns page =
        tracking
            .runs()
            .find(
                new RunSearch(
                    List.of(ExperimentId.DEFAULT),
                    "params.depth = '6'",
                    View.ACTIVE_ONLY,
                    List.of(),
                    1,
                    null),
                true);
    assertThat(page.total()).isEqualTo(2);
    assertThat(page.runs()).hasSize(1);
    tracking.runs().delete(good);
    RunColumns columns = columns("", 10);
    assertThat(columns.columns())
        .containsExactly(
            new RunColumns.Column(RunColumns.Kind.METRIC, "a u/c", 4),
            new RunColumns.Column(RunColumns.Kind.PARAM, "depth", 4),
            new RunColumns.Column(RunColumns.Kind.TAG, "mlflow.runName", 5),
            new RunColumns.Column(RunColumns.Kind.TAG, "team", 1));
    assertThat(columns("TE", 10).columns())
        .extracting(RunColumns.Column::key)
        .containsExactly("team");
    assertThat(columns("", 1).truncated()).isTrue();
    assertThat(columns("tags.team IS NOT NULL", "t", 10).columns())
        .containsExactly(new RunColumns.Column(RunColumns.Kind.TAG, "team", 1));
    refused(INVALID_ARGUMENT, "no field", () -> columns("colour = 'x'", "", 10));
  }

  private RunColumns columns(String prefix, int limit) {
    return columns("", prefix, limit);
  }

  private RunColumns columns(String filter, String prefix, int limit) {
    return tracking
        .runs()
        .columns(
            new RunColumns.Search(
                List.of(ExperimentId.DEFAULT),
                filter,
                EnumSet.allOf(RunColumns.Kind.class),
                prefix,
                "",
                limit));
  }

  private RunGroups grouped(List<String> by, List<String> orderBy, int limit, String token) {
    return tracking
        .runs()
        .groups(
            new RunGroups.Search(
                List.of(ExperimentId.DEFAULT),
                "",
                View.ACTIVE_ONLY,
                by,
                List.of("a u/c"),
                List.of("tags.team"),
                orderBy,
                limit,
                token));
  }

  @Test
  void groupsAreCountedAndMeasuredOverAllTheirRuns() {
    log(run("more"), point("a u/c", 0.5, 1));
    tracking.runs().log(made("again", 0.3, "6", Map.of("team", "ops")), RunData.ofParams(Map.of()));
    tracking.runs().update(good, new RunChange(null, RunStatus.FINISHED, START.plusSeconds(5)));

    RunGroups found = grouped(List.of("params.depth"), List.of(), 10, "");

    assertThat(found.totalGroups()).isEqualTo(5);
    assertThat(found.totalRuns()).isEqualTo(8);
    assertThat(found.groups())
        .extracting(RunGroups.Group::runs)
        .containsExactly(3L, 2L, 1L, 1L, 1L);
    RunGroups.Group six = found.groups().getFirst();
    assertThat(six.keys()).containsExactly("6");
    RunGroups.Figures auc = six.metrics().get("a u/c");
    assertThat(auc.count()).isEqualTo(2);
    assertThat(auc.notFinite()).isEqualTo(1);
    assertThat(auc.mean()).isCloseTo(0.6, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(auc.std()).isCloseTo(Math.sqrt(0.18), org.assertj.core.data.Offset.offset(1e-12));
    assertThat(auc.min()).isEqualTo(0.3);
    assertThat(auc.max()).isEqualTo(0.9);
    assertThat(six.values().get("tags.team")).isEqualTo(new RunGroups.Common(2, null));
    assertThat(six.duration()).isNotNull();
    RunGroups.Group none = found.groups().get(1);
    assertThat(none.keys()).containsExactly((String) null);
    assertThat(none.filter()).isEqualTo("params.`depth` IS NULL");
    assertThat(found(none.filter())).containsExactly("more", "empty");
    assertThat(none.duration()).isNull();
    assertThat(none.values()).isEmpty();
  }

  @Test
  void groupsPageInTheOrderAskedForWithWhatIsMissingLast() {
    List<String> by = List.of("params.depth", "attributes.status");
    List<String> order = List.of("max.`a u/c` DESC");
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      RunGroups page = grouped(by, order, 2, token);
      page.groups().forEach(group -> seen.add(group.keys().getFirst()));
      token = page.nextToken();
    } while (token != null);
    assertThat(seen).containsExactly("6", "10", "x*y", "x_y", null);
    assertThat(grouped(List.of("metrics.`a u/c`"), List.of("metrics.`a u/c`"), 10, "").groups())
        .extracting(group -> group.keys().getFirst())
        .containsExactly("0.0", "0.1", "0.9", "Infinity", "NaN", null);
    String other = grouped(by, order, 2, "").nextToken();
    refused(INVALID_ARGUMENT, "page_token", () -> grouped(by, List.of(), 2, other));
    refused(
        INVALID_ARGUMENT, "order_by: 'params.x'", () -> grouped(by, List.of("params.x"), 2, ""));
    refused(
        INVALID_ARGUMENT,
        "by: 'start_time'",
        () -> grouped(List.of("start_time"), List.of(), 2, ""));
    refused(INVALID_ARGUMENT, "by: none", () -> grouped(List.of(), List.of(), 2, ""));
  }

  @Test
  void manyRunsAreDeletedAndRestoredTogether() {
    List<ExperimentId> here = List.of(ExperimentId.DEFAULT);
    assertThat(tracking.runs().move(here, "params.depth = '6'", Lifecycle.DELETED)).isEqualTo(2);
    assertThat(found("")).containsExactly("empty", "endless", "zero", "bad");
    assertThat(tracking.runs().move(here, "params.depth = '6'", Lifecycle.DELETED)).isZero();
    assertThat(tracking.runs().move(List.of(good, good), Lifecycle.ACTIVE)).isEqualTo(1);
    assertThat(found("params.depth = '6'")).containsExactly("good");
    refused(
        io.noria.base.ErrorCode.NOT_FOUND,
        "nobody",
        () -> tracking.runs().move(List.of(good, new RunId("nobody")), Lifecycle.DELETED));
    assertThat(tracking.runs().move(here, "", Lifecycle.ACTIVE)).isEqualTo(1);
    assertThat(found("")).hasSize(6);
  }

  @Test
  void attributesCompareByTheirKind() {
    assertThat(found("run_id IN ('" + good + "', 'nobody')")).containsExactly("good");
    assertThat(found("attributes.run_id NOT IN ('" + good + "') AND run_name LIKE 'b%'"))
        .containsExactly("broken", "bad");
    assertThat(found("attr.`Run name` = 'good' AND status = 'RUNNING'")).containsExactly("good");
    assertThat(found("start_time > 0 AND start_time < 10")).isEmpty();
    assertThat(found("artifact_uri = 'mlflow-artifacts:/0/" + good + "/artifacts'"))
        .containsExactly("good");
    refused(INVALID_ARGUMENT, "no field 'colour'", () -> found("colour = 'x'"));
    refused(INVALID_ARGUMENT, "no field", () -> found("nothing.x = 'x'"));
    refused(INVALID_ARGUMENT, "number", () -> found("start_time > '5'"));
    refused(INVALID_ARGUMENT, "not offered", () -> found("start_time IN ('5')"));
  }

  @Test
  void missingAndNanComeLastBothWays() {
    assertThat(found("", "metrics.`a u/c` ASC"))
        .startsWith("zero", "bad", "good", "endless")
        .hasSize(6);
    assertThat(found("", "metrics.`a u/c` DESC"))
        .startsWith("endless", "good", "bad", "zero")
        .hasSize(6);
    assertThat(found("params.depth = '6'", "params.depth", "run_name DESC"))
        .containsExactly("good", "broken");
    assertThat(found("", "start_time ASC")).first().isEqualTo("good");
    refused(INVALID_ARGUMENT, "no field", () -> found("", "colour DESC"));
  }

  @Test
  void pagesMeetEndToEndInEveryOrder() {
    for (int i = 0; i < 20; i++) {
      RunId run = run("r" + i);
      if (i % 3 > 0) {
        log(run, point("m", i % 4, 1));
      }
      if (i % 5 > 0) {
        tracking.runs().log(run, RunData.ofParams(Map.of("p", "v" + i % 2)));
      }
    }
    for (List<String> order :
        List.of(
            List.<String>of(),
            List.of("metrics.m DESC", "params.p ASC"),
            List.of("params.p DESC", "metrics.m", "start_time"))) {
      List<RunId> whole = new ArrayList<>();
      search("", order, 100, null).items().forEach(run -> whole.add(run.id()));
      List<RunId> paged = new ArrayList<>();
      String token = null;
      do {
        Page<Run> page = search("", order, 3, token);
        page.items().forEach(run -> paged.add(run.id()));
        token = page.nextToken();
      } while (token != null);
      assertThat(paged).hasSize(26).isEqualTo(whole);
    }
    String token = search("", List.of(), 3, null).nextToken();
    refused(INVALID_ARGUMENT, "page_token", () -> search("status = 'X'", List.of(), 3, token));
    refused(INVALID_ARGUMENT, "page_token", () -> search("", List.of(), 3, "!!"));
    String time = forged(token, "\\[[0-9]+,", "[\"x\",");
    refused(INVALID_ARGUMENT, "page_token", () -> search("", List.of(), 3, time));
    String id = forged(token, ",\"[^\"]*\"\\]", ",7]");
    refused(INVALID_ARGUMENT, "page_token", () -> search("", List.of(), 3, id));
    refused(INVALID_ARGUMENT, "max_results", () -> search("", List.of(), 0, null));
    refused(INVALID_ARGUMENT, "max_results", () -> search("", List.of(), 50_001, null));
  }

  @Test
  void viewsAndExperimentsRestrict() {
    tracking.runs().delete(good);
    ExperimentId other = tracking.experiments().create("other", Map.of(), null);
    tracking.runs().create(NewRun.of(other, "elsewhere"));
    List<ExperimentId> here = List.of(ExperimentId.DEFAULT);
    assertThat(count(here, View.ACTIVE_ONLY)).isEqualTo(5);
    assertThat(count(here, View.DELETED_ONLY)).isEqualTo(1);
    assertThat(count(here, View.ALL)).isEqualTo(6);
    assertThat(count(List.of(ExperimentId.DEFAULT, other), View.ALL)).isEqualTo(7);
    assertThat(count(List.of(), View.ALL)).isZero();
  }

  private int count(List<ExperimentId> experiments, View view) {
    return tracking
        .runs()
        .search(new RunSearch(experiments, "", view, List.of(), 100, null))
        .items()
        .size();
  }

  private Page<Run> search(String filter, List<String> order, int limit, String token) {
    return tracking
        .runs()
        .search(
            new RunSearch(
                List.of(ExperimentId.DEFAULT), filter, View.ACTIVE_ONLY, order, limit, token));
  }
}
