package io.noria.tracking;

import static io.noria.base.ErrorCode.ALREADY_EXISTS;
import static io.noria.base.ErrorCode.FAILED_PRECONDITION;
import static io.noria.base.ErrorCode.INVALID_ARGUMENT;
import static io.noria.base.ErrorCode.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What experiments do, on any database. */
public abstract class ExperimentStoreContract extends TrackingContract {
  private ExperimentStore experiments() {
    return tracking.experiments();
  }

  @Test
  void theDefaultExperimentIsThereAndIdsAreNumbers() {
    assertThat(experiments().get(ExperimentId.DEFAULT).name()).isEqualTo("Default");
    ExperimentId id = experiments().create("flights", Map.of("team", "ops"), "s3://bucket/a");
    assertThat(id.value()).isEqualTo("1");
    Experiment made = experiments().get(id);
    assertThat(made.name()).isEqualTo("flights");
    assertThat(made.tags()).containsExactly(Map.entry("team", "ops"));
    assertThat(made.artifactLocation()).isEqualTo("s3://bucket/a");
    assertThat(made.createdAt()).isAfterOrEqualTo(START);
    assertThat(experiments().find("flights")).contains(made);
    assertThat(experiments().find("other")).isEmpty();
  }

  @Test
  void aNameIsTakenOnceEvenByADeletedExperiment() {
    ExperimentId id = experiments().create("a", Map.of(), null);
    refused(ALREADY_EXISTS, "'a'", () -> experiments().create("a", Map.of(), null));
    experiments().delete(id);
    refused(ALREADY_EXISTS, "'a'", () -> experiments().create("a", Map.of(), null));
    refused(FAILED_PRECONDITION, "deleted", () -> experiments().ensure("a"));
    ExperimentId other = experiments().ensure("b");
    assertThat(experiments().ensure("b")).isEqualTo(other);
    refused(ALREADY_EXISTS, "'a'", () -> experiments().rename(other, "a"));
  }

  @Test
  void deletingAndRestoringTakesTheRunsAlong() {
    ExperimentId id = experiments().create("a", Map.of(), null);
    RunId kept = tracking.runs().create(NewRun.of(id, "kept")).id();
    RunId gone = tracking.runs().create(NewRun.of(id, "gone")).id();
    tracking.runs().delete(gone);
    experiments().delete(id);
    assertThat(experiments().get(id).lifecycle()).isEqualTo(Lifecycle.DELETED);
    assertThat(tracking.runs().get(kept).info().lifecycle()).isEqualTo(Lifecycle.DELETED);
    refused(NOT_FOUND, "no active", () -> experiments().delete(id));
    refused(FAILED_PRECONDITION, "deleted", () -> tracking.runs().create(NewRun.of(id, "x")));
    refused(FAILED_PRECONDITION, "deleted", () -> experiments().rename(id, "b"));
    experiments().restore(id);
    assertThat(tracking.runs().get(kept).info().lifecycle()).isEqualTo(Lifecycle.ACTIVE);
    assertThat(tracking.runs().get(gone).info().lifecycle()).isEqualTo(Lifecycle.DELETED);
    refused(NOT_FOUND, "no deleted", () -> experiments().restore(id));
  }

  @Test
  void tagsOverwriteAndAMissingOneIsNotFound() {
    ExperimentId id = ExperimentId.DEFAULT;
    experiments().setTag(id, "a", "1");
    experiments().setTag(id, "a", "2");
    assertThat(experiments().get(id).tags()).containsExactly(Map.entry("a", "2"));
    experiments().deleteTag(id, "a");
    refused(NOT_FOUND, "'a'", () -> experiments().deleteTag(id, "a"));
    refused(
        INVALID_ARGUMENT, "at most 5000", () -> experiments().setTag(id, "a", "x".repeat(5001)));
    refused(INVALID_ARGUMENT, "clean relative path", () -> experiments().setTag(id, "../a", "x"));
  }

  @Test
  void limitsAndUnknownIdsAreRefused() {
    refused(INVALID_ARGUMENT, "empty", () -> experiments().create("", Map.of(), null));
    refused(
        INVALID_ARGUMENT,
        "at most 500",
        () -> experiments().create("x".repeat(501), Map.of(), null));
    refused(NOT_FOUND, "'99'", () -> experiments().get(new ExperimentId("99")));
    refused(NOT_FOUND, "no experiment", () -> new ExperimentId("abc"));
  }

  @Test
  void searchesFiltersOrdersAndPages() {
    for (String name : List.of("alpha", "Beta", "gamma", "delta")) {
      experiments().create(name, Map.of("first", name.substring(0, 1)), null);
    }
    assertThat(names("name LIKE '%ta'", "name ASC")).containsExactly("Beta", "delta");
    assertThat(names("name ILIKE 'b%'")).containsExactly("Beta");
    assertThat(names("tags.first != 'a'", "name DESC")).containsExactly("gamma", "delta", "Beta");
    assertThat(names("creation_time > 0 AND name = 'alpha'")).containsExactly("alpha");
    assertThat(names("")).containsExactly("delta", "gamma", "Beta", "alpha", "Default");
    refused(INVALID_ARGUMENT, "no field", () -> names("colour = 'x'"));
    List<String> paged = new ArrayList<>();
    String token = null;
    do {
      Page<Experiment> page =
          experiments().search(new ExperimentSearch("", View.ALL, List.of("name"), 2, token));
      page.items().forEach(e -> paged.add(e.name()));
      token = page.nextToken();
    } while (token != null);
    assertThat(paged).containsExactly("Beta", "Default", "alpha", "delta", "gamma");
  }

  private List<String> names(String filter, String... orderBy) {
    return experiments()
        .search(new ExperimentSearch(filter, View.ACTIVE_ONLY, List.of(orderBy), 100, null))
        .items()
        .stream()
        .map(Experiment::name)
        .toList();
  }
}
