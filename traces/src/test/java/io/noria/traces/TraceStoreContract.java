package io.noria.traces;

import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Page;
import io.noria.storage.gc.Purge;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.PageToken;
import io.noria.tracking.RunId;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of traces does. */
public abstract class TraceStoreContract extends TracesContract {
  private static final String USAGE = "{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}";

  @Test
  void spansMakeATrace() {
    log(id(1), span("02", "01", "child", Map.of("k", "\"v\"")));
    TraceInfo open = traces().get(id(1));
    assertThat(open.state()).isEqualTo(TraceState.IN_PROGRESS);
    assertThat(open.tags()).doesNotContainKey(SpanKeys.NAME);
    log(
        id(1),
        span("01", null, "root", Map.of(SpanKeys.INPUTS, "{\"q\":1}", "session.id", "\"s\"")));
    Trace trace = traces().read(id(1));
    assertThat(trace.info().state()).isEqualTo(TraceState.OK);
    assertThat(trace.info().tags())
        .containsEntry(SpanKeys.NAME, "root")
        .containsEntry(SpanKeys.SPANS_LOCATION, SpanKeys.HERE);
    assertThat(trace.info().requestPreview()).isEqualTo("{\"q\":1}");
    assertThat(trace.info().metadata()).containsEntry(SpanKeys.SESSION, "s");
    assertThat(trace.info().duration()).isEqualTo(Duration.ofMillis(10));
    assertThat(trace.info().spans()).isEqualTo(2);
    assertThat(trace.spans()).extracting(Span::id).containsExactly("01", "02");
    assertThat(trace.spans().get(1).attributes()).containsEntry("k", "\"v\"");
  }

  @Test
  void theSameSpanAgainTakesThePlaceOfTheEarlier() {
    log(id(1), span("01", null, "before", Map.of()));
    log(id(1), span("01", null, "after", Map.of()));
    assertThat(traces().read(id(1)).spans()).extracting(Span::name).containsExactly("after");
    assertThat(traces().get(id(1)).spans()).isEqualTo(1);
    assertThat(found("span.name = 'before'")).isEmpty();
  }

  @Test
  void whatTheClientSaysGoesBeforeWhatSpansSay() {
    log(id(5), span("01", null, "root", Map.of(SpanKeys.USAGE, USAGE)));
    assertThat(traces().get(id(5)).metadata())
        .containsEntry(
            SpanKeys.TRACE_USAGE,
            "{\"input_tokens\": 3, \"output_tokens\": 4, \"total_tokens\": 7}");
    trace(5, "named", Map.of("a", "b"), Map.of(SpanKeys.TRACE_USAGE, "{\"total_tokens\":1}"));
    log(id(5), span("02", "01", "late", Map.of(SpanKeys.USAGE, USAGE)));
    TraceInfo info = traces().get(id(5));
    assertThat(info.tags()).containsEntry(SpanKeys.NAME, "named").containsEntry("a", "b");
    assertThat(info.startedAt()).isEqualTo(START.plusSeconds(5));
    assertThat(info.duration()).isEqualTo(Duration.ofMillis(50));
    assertThat(info.metadata()).containsEntry(SpanKeys.TRACE_USAGE, "{\"total_tokens\":1}");
    assertThat(info.spans()).isEqualTo(2);
  }

  @Test
  void aParentsTokensStandForItsChildren() {
    log(id(1), span("02", "01", "child", Map.of(SpanKeys.USAGE, USAGE)));
    log(id(1), span("01", null, "sum", Map.of(SpanKeys.USAGE, USAGE)));
    assertThat(traces().get(id(1)).metadata().get(SpanKeys.TRACE_USAGE))
        .contains("\"total_tokens\": 7");
    log(
        id(2),
        span("01", null, "root", Map.of()),
        span("02", "01", "a", Map.of(SpanKeys.USAGE, USAGE)));
    log(id(2), span("03", "01", "b", Map.of(SpanKeys.USAGE, USAGE)));
    assertThat(traces().get(id(2)).metadata().get(SpanKeys.TRACE_USAGE))
        .contains("\"total_tokens\": 14");
  }

  @Test
  void itIsFoundByWhatItIs() {
    trace(1, "one", Map.of("team", "red"), Map.of("k", "v", SpanKeys.SESSION, "s-1"));
    trace(2, "two", Map.of("team", "blue"), Map.of(SpanKeys.RUN, "run1"));
    trace(3, "three", Map.of());
    assertThat(found("")).containsExactly("three", "two", "one");
    assertThat(found("name LIKE 't%'")).containsExactly("three", "two");
    assertThat(found("name ILIKE 'T%O'")).containsExactly("two");
    assertThat(found("name RLIKE '^t.*e$'")).containsExactly("three");
    assertThat(found("tags.team = 'red'")).containsExactly("one");
    assertThat(found("tags.team != 'red'")).containsExactly("two");
    assertThat(found("tag.`team` IS NULL")).containsExactly("three");
    assertThat(found("tags.team RLIKE 'e'")).containsExactly("two", "one");
    assertThat(found("metadata.k = 'v' AND status = 'OK'")).containsExactly("one");
    assertThat(found("metadata.mlflow.trace.session = 's-1'")).containsExactly("one");
    assertThat(found("request_metadata.`mlflow.sourceRun` = 'run1'")).containsExactly("two");
    assertThat(found("run_id IN ('run1', 'run2')")).containsExactly("two");
    assertThat(found("timestamp_ms >= " + START.plusSeconds(2).toEpochMilli()))
        .containsExactly("three", "two");
    assertThat(found("execution_time_ms < 25 and trace.end_time_ms > 0"))
        .containsExactly("two", "one");
    assertThat(found("request_id IN ('" + id(1) + "', 'nobody')")).containsExactly("one");
    assertThat(found("status NOT IN ('OK')")).isEmpty();
    traces().linkRun(List.of(id(3), id(9)), new RunId("run1"));
    assertThat(found("run_id = 'run1'")).containsExactly("three", "two");
    traces().linkPrompts(id(1), List.of("greeting/2"));
    assertThat(found("prompt = 'greeting/2'")).containsExactly("one");
  }

  @Test
  void itIsFoundByOneOfItsSpans() {
    log(
        id(1),
        span("01", null, "r1", Map.of(SpanKeys.TYPE, "\"CHAIN\"")),
        span("02", "01", "llm", Map.of(SpanKeys.TYPE, "\"LLM\"", "model", "\"gpt-5\"")));
    log(id(2), span("01", null, "r2", Map.of("model", "\"other\"", "n", "7")));
    assertThat(found("span.name = 'llm'")).containsExactly("r1");
    assertThat(found("span.type = 'CHAIN' AND span.name = 'llm'")).isEmpty();
    assertThat(found("span.type IN ('LLM', 'TOOL')")).containsExactly("r1");
    assertThat(found("span.attributes.model LIKE 'gpt%'")).containsExactly("r1");
    assertThat(found("span.attributes.model LIKE 'gpt%' AND span.name = 'r1'")).isEmpty();
    assertThat(found("span.attributes.n = '7'")).containsExactly("r2");
    assertThat(found("span.name RLIKE '^l+m$'")).containsExactly("r1");
    assertThat(found("text LIKE '%gpt-5%'")).containsExactly("r1");
    assertThat(found("trace.text ILIKE '%OTHER%'")).containsExactly("r2");
  }

  @Test
  void itIsFoundByWhatIsThoughtOfIt() {
    trace(1, "one", Map.of(), Map.of(SpanKeys.SESSION, "s"));
    trace(2, "two", Map.of(), Map.of(SpanKeys.SESSION, "s"));
    trace(3, "three", Map.of());
    area.assessments().create(id(1), feedback("good", "true"));
    area.assessments().create(id(3), feedback("good", "\"yes\""));
    area.assessments().create(id(3), feedback("score", "0.75"));
    assertThat(found("feedback.good = 'true'")).containsExactly("one");
    assertThat(found("feedback.good = 'yes'")).containsExactly("three");
    assertThat(found("feedback.good RLIKE 'y|t'")).containsExactly("three", "one");
    assertThat(found("feedback.score > 0.7")).containsExactly("three");
    assertThat(found("feedback.good > 0")).isEmpty();
    assertThat(found("feedback.good IS NULL")).containsExactly("two");
    assertThat(found("expectation.good IS NOT NULL")).isEmpty();
    NewAssessment ofSession = feedback("tone", "\"kind\"");
    area.assessments()
        .create(
            id(1),
            new NewAssessment(
                ofSession.name(),
                ofSession.kind(),
                ofSession.valueJson(),
                null,
                ofSession.source(),
                null,
                null,
                null,
                null,
                Map.of(SpanKeys.SESSION, "s"),
                null));
    assertThat(found("feedback.tone = 'kind'")).containsExactly("two", "one");
  }

  @Test
  void pagesHoldWhileTracesComeAndGo() {
    for (int i = 1; i <= 7; i++) {
      trace(i, "t" + i, i % 2 == 0 ? Map.of("even", "x" + i % 3) : Map.of());
    }
    assertThat(found("", "tags.even ASC", "name DESC"))
        .containsExactly("t6", "t4", "t2", "t7", "t5", "t3", "t1");
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      Page<TraceInfo> page =
          traces()
              .search(
                  new TraceSearch(
                      List.of(HOME), "", List.of("tags.even ASC", "name DESC"), 2, token));
      page.items().forEach(trace -> seen.add(trace.tags().get(SpanKeys.NAME)));
      token = page.nextToken();
      trace(20 + seen.size(), "a" + seen.size(), Map.of("even", "a"));
    } while (token != null && seen.size() < 7);
    assertThat(seen).startsWith("t6", "t4", "t2", "t7", "t5", "t3", "t1");
  }

  @Test
  void pagesHoldWhereRowsAreLookedAt() {
    for (int i = 1; i <= 600; i++) {
      log(id(i), span("01", null, i % 100 == 0 ? "hit" : "miss", Map.of("i", "" + i)));
    }
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      Page<TraceInfo> page =
          traces()
              .search(
                  new TraceSearch(
                      List.of(HOME), "span.name RLIKE 'h.t'", List.of("request_id"), 4, token));
      page.items().forEach(trace -> seen.add(trace.id().value()));
      token = page.nextToken();
    } while (token != null);
    assertThat(seen)
        .containsExactlyElementsOf(
            java.util.stream.IntStream.rangeClosed(1, 6)
                .mapToObj(i -> id(100 * i).value())
                .toList());
  }

  @Test
  void whatIsNoFilterIsRefused() {
    for (String filter :
        List.of(
            "colour = 'red'",
            "params.x = '1'",
            "status",
            "status =",
            "status = OK",
            "status = 'OK' OR name = 'x'",
            "status = 'OK' name = 'x'",
            "timestamp_ms = 'now'",
            "timestamp_ms LIKE '1%'",
            "tags. = 'x'",
            "span.colour = 'x'",
            "span.attributes. = 'x'",
            "span.name IS NULL",
            "text = 'x'",
            "issue.name = 'x'",
            "prompt LIKE 'x'",
            "name RLIKE '('",
            "feedback.x > 'a'",
            "name = 'open")) {
      refused(INVALID_ARGUMENT, "filter", () -> found(filter));
    }
    refused(
        INVALID_ARGUMENT,
        "page_token",
        () -> traces().search(new TraceSearch(List.of(HOME), "", List.of(), 10, "abc")));
  }

  @Test
  void aTokenWithOtherKeysThanTheOrderHasIsRefused() {
    trace(1, "one", Map.of());
    trace(2, "two", Map.of());
    List<Object> question = List.of("", List.<String>of(), List.of(HOME.value()));
    String forged = PageToken.write(question, List.of("x", 7L));
    refused(
        INVALID_ARGUMENT,
        "page_token",
        () -> traces().search(new TraceSearch(List.of(HOME), "", List.of(), 1, forged)));
    String right = PageToken.write(question, List.of(Long.MAX_VALUE, "x"));
    assertThat(traces().search(new TraceSearch(List.of(HOME), "", List.of(), 1, right)).items())
        .as("the question is this one's: only the keys made the other one wrong")
        .hasSize(1);
  }

  @Test
  void tagsComeAndGo() {
    trace(1, "one", Map.of("a", "1"));
    traces().setTag(id(1), "a", "2");
    traces().setTag(id(1), SpanKeys.NAME, "uno");
    assertThat(traces().get(id(1)).tags())
        .containsEntry("a", "2")
        .containsEntry(SpanKeys.NAME, "uno");
    traces().deleteTag(id(1), "a");
    refused(NOT_FOUND, "no tag 'a'", () -> traces().deleteTag(id(1), "a"));
    refused(NOT_FOUND, "no trace", () -> traces().setTag(id(2), "a", "1"));
    refused(INVALID_ARGUMENT, "at most 250", () -> traces().setTag(id(1), "x".repeat(251), "1"));
  }

  @Test
  void tracesAreDeletedByIdAndByAge() throws Exception {
    for (int i = 1; i <= 6; i++) {
      trace(i, "t" + i, Map.of());
      log(id(i), span("01", null, "root", Map.of()));
    }
    ArtifactRoot root = ArtifactRoot.ofTrace(HOME, id(1).value());
    tracking.artifacts().put(root, "traces.json", new ByteArrayInputStream(new byte[] {1}));
    assertThat(traces().delete(new TraceDeletion(HOME, List.of(id(1), id(99)), null, null)))
        .isEqualTo(1);
    assertThat(tracking.artifacts().files(root, "")).isEmpty();
    assertThat(traces().delete(new TraceDeletion(HOME, List.of(), START.plusSeconds(4), 2)))
        .isEqualTo(2);
    assertThat(found("")).containsExactly("t6", "t5", "t4");
    assertThat(traces().delete(new TraceDeletion(HOME, List.of(), START.plusSeconds(9), null)))
        .isEqualTo(3);
    assertThat(state()).isEmpty();
    refused(
        INVALID_ARGUMENT, "neither is given", () -> new TraceDeletion(HOME, List.of(), null, null));
  }

  @Test
  void aDeletedExperimentHidesItsTracesAndTakesThemAlong() {
    ExperimentId other = tracking.experiments().create("other", Map.of(), null);
    traces()
        .log(
            other,
            List.of(new SpanBatch(id(1), List.of(span("01", null, "r", Map.of())), Map.of())));
    TraceSearch search = new TraceSearch(List.of(other), "", List.of(), 10, null);
    assertThat(traces().search(search).items()).hasSize(1);
    tracking.experiments().delete(other);
    assertThat(traces().search(search).items()).isEmpty();
    refused(
        FAILED_PRECONDITION,
        "is deleted",
        () ->
            traces()
                .log(
                    other,
                    List.of(
                        new SpanBatch(id(2), List.of(span("01", null, "r", Map.of())), Map.of()))));
    Purge purge = Traces.purges().getFirst();
    database.write(tx ->
        tx.handle()
            .execute("UPDATE experiments SET deleted_ms = 1000 WHERE lifecycle = 'DELETED'"));
    assertThat(database.<Long>read(handle -> purge.due(handle, START).going())).isEqualTo(1);
    assertThat(database.<Integer>write(tx -> purge.step(tx, START, -1, 10).purged())).isEqualTo(1);
    assertThat(state()).isEmpty();
  }

  @Test
  void numbersOverTraces() {
    trace(1, "a", Map.of(), Map.of(SpanKeys.TRACE_USAGE, USAGE));
    trace(2, "a", Map.of("team", "red"), Map.of(SpanKeys.TRACE_USAGE, USAGE));
    trace(3, "b", Map.of());
    log(id(1), span("01", null, "root", Map.of()));
    area.assessments().create(id(1), feedback("good", "\"yes\""));
    area.assessments().create(id(2), feedback("good", "\"no\""));
    assertThat(numbers(TraceMetricQuery.View.TRACES, "trace_count", "COUNT", List.of("trace_name")))
        .containsExactly("{trace_name=a} {COUNT=2.0}", "{trace_name=b} {COUNT=1.0}");
    assertThat(numbers(TraceMetricQuery.View.TRACES, "latency", "AVG", List.of()))
        .containsExactly("{} {AVG=20.0}");
    assertThat(
            numbers(TraceMetricQuery.View.TRACES, "latency", "PERCENTILE", List.of("trace_name")))
        .containsExactly("{trace_name=a} {P50.0=15.0}", "{trace_name=b} {P50.0=30.0}");
    assertThat(numbers(TraceMetricQuery.View.TRACES, "total_tokens", "SUM", List.of()))
        .containsExactly("{} {SUM=14.0}");
    assertThat(numbers(TraceMetricQuery.View.SPANS, "latency", "MAX", List.of("span_name")))
        .containsExactly("{span_name=root} {MAX=10.0}");
    assertThat(
            numbers(
                TraceMetricQuery.View.ASSESSMENTS,
                "assessment_value",
                "AVG",
                List.of("assessment_name")))
        .containsExactly("{assessment_name=good} {AVG=0.5}");
    assertThat(
            numbers(
                TraceMetricQuery.View.TRACES,
                "trace_count",
                "COUNT",
                List.of(),
                "trace.tag.team = 'red'"))
        .containsExactly("{} {COUNT=1.0}");
    refused(
        INVALID_ARGUMENT,
        "metric_name",
        () -> numbers(TraceMetricQuery.View.SPANS, "trace_count", "COUNT", List.of()));
    refused(
        INVALID_ARGUMENT,
        "aggregation_type",
        () -> numbers(TraceMetricQuery.View.TRACES, "latency", "SUM", List.of()));
    refused(
        INVALID_ARGUMENT,
        "filters",
        () ->
            numbers(TraceMetricQuery.View.TRACES, "latency", "AVG", List.of(), "span.name = 'x'"));
  }

  private List<String> numbers(
      TraceMetricQuery.View view,
      String metric,
      String kind,
      List<String> dimensions,
      String... filters) {
    Double percentile = kind.equals("PERCENTILE") ? 50.0 : null;
    return traces()
        .metrics(
            new TraceMetricQuery(
                List.of(HOME),
                view,
                metric,
                List.of(
                    new TraceMetricQuery.Aggregation(
                        TraceMetricQuery.Kind.valueOf(kind), percentile)),
                dimensions,
                List.of(filters),
                null,
                null,
                null,
                100))
        .stream()
        .map(point -> point.dimensions() + " " + point.values())
        .toList();
  }
}
