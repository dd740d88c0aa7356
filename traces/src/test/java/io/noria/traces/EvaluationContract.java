package io.noria.traces;

import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Page;
import io.noria.traces.EvaluationRecord.Content;
import io.noria.tracking.ExperimentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of assessments, evaluation datasets and scorers does. */
public abstract class EvaluationContract extends TracesContract {
  private static Content record(int i) {
    return new Content(Map.of("i", i), null, null, Map.of(), null);
  }

  @Test
  void assessmentsAreOverriddenAndComeBack() {
    trace(1, "one", Map.of());
    Assessment first = area.assessments().create(id(1), feedback("good", "true"));
    NewAssessment over =
        new NewAssessment(
            "good",
            Assessment.Kind.FEEDBACK,
            "false",
            new Assessment.Failure("E", "why", null),
            new Assessment.Source("HUMAN", "ann"),
            "wrong",
            "01",
            null,
            first.id().value(),
            Map.of("a", "b"),
            START.minusSeconds(9));
    Assessment second = area.assessments().create(id(1), over);
    assertThat(area.assessments().get(id(1), first.id()).valid()).isFalse();
    assertThat(area.assessments().get(id(1), second.id()).content()).isEqualTo(over);
    assertThat(traces().get(id(1)).assessments())
        .extracting(Assessment::id)
        .containsExactly(second.id(), first.id());
    area.assessments().delete(id(1), second.id());
    area.assessments().delete(id(1), second.id());
    assertThat(area.assessments().get(id(1), first.id()).valid()).isTrue();
    refused(NOT_FOUND, "no assessment", () -> area.assessments().get(id(1), second.id()));
    refused(NOT_FOUND, "no trace", () -> area.assessments().create(id(9), feedback("x", "1")));
    trace(2, "two", Map.of());
    refused(NOT_FOUND, "no assessment", () -> area.assessments().create(id(2), over));
  }

  @Test
  void assessmentsChangeButNotTheirKind() {
    trace(1, "one", Map.of());
    Assessment made = area.assessments().create(id(1), feedback("good", "true"));
    Assessment changed =
        area.assessments()
            .update(
                id(1),
                made.id(),
                new Assessment.Change(
                    "better", Assessment.Kind.FEEDBACK, "2", null, "why", Map.of("k", "v"), null));
    assertThat(changed.content().name()).isEqualTo("better");
    assertThat(changed.content().valueJson()).isEqualTo("2");
    assertThat(changed.content().metadata()).containsEntry("k", "v");
    refused(
        INVALID_ARGUMENT,
        "takes no expectation",
        () ->
            area.assessments()
                .update(
                    id(1),
                    made.id(),
                    new Assessment.Change(
                        null, Assessment.Kind.EXPECTATION, "2", null, null, Map.of(), null)));
  }

  @Test
  void recordsOfTheSameInputsAreOne() {
    EvaluationStore store = area.evaluation();
    EvaluationDataset made = store.create("d", Map.of("team", "red"), List.of(HOME));
    assertThat(store.upsert(made.id(), List.of(record(1), record(2), record(1))))
        .isEqualTo(new EvaluationDataset.Upserted(2, 1));
    Content more =
        new Content(
            Map.of("i", 1), "{\"a\":1}", Map.of("e", "x"), Map.of("t", "1"), Map.of("k", "v"));
    store.upsert(made.id(), List.of(more));
    List<EvaluationRecord> records = store.records(made.id(), 10, null).items();
    assertThat(records).hasSize(2);
    assertThat(records.getFirst().content().outputsJson()).isEqualTo("{\"a\":1}");
    assertThat(records.getFirst().content().expectations()).isEqualTo(Map.of("e", "x"));
    EvaluationDataset now = store.get(made.id());
    assertThat(now.records()).isEqualTo(2);
    assertThat(now.schemaJson())
        .contains("\"i\":\"integer\"")
        .contains("\"e\":\"string\"")
        .contains("\"a\":\"integer\"");
    assertThat(store.deleteRecords(made.id(), List.of(records.getFirst().id(), "nobody")))
        .isEqualTo(1);
    assertThat(store.get(made.id()).records()).isEqualTo(1);
    store.delete(made.id());
    store.delete(made.id());
    assertThat(state()).isEmpty();
    refused(NOT_FOUND, "no evaluation dataset", () -> store.get(made.id()));
  }

  @Test
  void recordsComeInPagesInTheirOrder() {
    EvaluationStore store = area.evaluation();
    String dataset = store.create("d", Map.of(), List.of()).id();
    List<Content> all = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      all.add(record(i));
    }
    store.upsert(dataset, all);
    List<Object> seen = new ArrayList<>();
    String token = null;
    do {
      Page<EvaluationRecord> page = store.records(dataset, 10, token);
      page.items().forEach(one -> seen.add(one.content().inputs().get("i")));
      token = page.nextToken();
    } while (token != null);
    assertThat(seen).hasSize(25).startsWith(0, 1, 2).endsWith(23, 24);
  }

  @Test
  void datasetsAreFound() {
    EvaluationStore store = area.evaluation();
    store.create("one", Map.of("team", "red"), List.of(HOME));
    store.create("two", Map.of("team", "blue"), List.of());
    assertThat(names("name = 'one'", List.of())).containsExactly("one");
    assertThat(names("name IN ('one', 'two') AND tags.team = 'blue'", List.of()))
        .containsExactly("two");
    assertThat(names("created_time > 0", List.of())).containsExactlyInAnyOrder("one", "two");
    assertThat(names("", List.of(HOME))).containsExactly("one");
    refused(INVALID_ARGUMENT, "there is no field", () -> names("colour = 'x'", List.of()));
    refused(INVALID_ARGUMENT, "not offered", () -> names("tags.a IN ('x')", List.of()));
    refused(
        NOT_FOUND,
        "no experiment",
        () -> store.create("x", Map.of(), List.of(new ExperimentId("99"))));
  }

  private List<String> names(String filter, List<ExperimentId> where) {
    return area
        .evaluation()
        .search(new EvaluationDataset.Search(where, filter, List.of("name ASC"), 10, null))
        .items()
        .stream()
        .map(EvaluationDataset::name)
        .toList();
  }

  @Test
  void scorersHaveVersions() {
    ScorerStore store = area.scorers();
    ScorerVersion first = store.register(HOME, "judge", "{\"a\":1}");
    assertThat(store.register(HOME, "judge", "{\"a\":2}").version()).isEqualTo(2);
    assertThat(store.get(HOME, "judge", null).content()).isEqualTo("{\"a\":2}");
    assertThat(store.get(HOME, "judge", 1)).isEqualTo(first);
    assertThat(store.list(List.of(HOME))).extracting(ScorerVersion::version).containsExactly(2);
    ScorerVersion.Online online = store.setOnline(HOME, "judge", 0.5, "status = 'OK'");
    assertThat(store.online(List.of(first.scorer(), "nobody"))).containsExactly(online);
    store.delete(HOME, "judge", 2);
    assertThat(store.get(HOME, "judge", null).version()).isEqualTo(1);
    refused(NOT_FOUND, "judge 7", () -> store.delete(HOME, "judge", 7));
    refused(
        INVALID_ARGUMENT,
        "source code",
        () -> store.register(HOME, "bad", "{\"x\":[{\"call_source\":\"import os\"}]}"));
    refused(INVALID_ARGUMENT, "sample_rate", () -> store.setOnline(HOME, "judge", 1.5, null));
    refused(INVALID_ARGUMENT, "filter", () -> store.setOnline(HOME, "judge", 0.5, "nonsense"));
    store.delete(HOME, "judge", null);
    refused(NOT_FOUND, "no scorer", () -> store.versions(HOME, "judge"));
  }
}
