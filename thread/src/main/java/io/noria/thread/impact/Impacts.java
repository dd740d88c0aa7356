package io.noria.thread.impact;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.Deployment;
import io.noria.serving.PredictionLog.Answered;
import io.noria.serving.Serving;
import io.noria.serving.Swap;
import io.noria.storage.lineage.Lineage;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds where a record went. Thread-safe; reads edges and tallies, never predictions. */
public final class Impacts {
  private final Flow flow;
  private final Tracking tracking;
  private final Datasets datasets;
  private final Registry registry;
  private final Serving serving;

  /** Reads there. */
  public Impacts(
      Lineage lineage, Tracking tracking, Datasets datasets, Registry registry, Serving serving) {
    this.flow = new Flow(lineage);
    this.tracking = tracking;
    this.datasets = datasets;
    this.registry = registry;
    this.serving = serving;
  }

  /**
   * Everything made from the record, by features too.
   *
   * @param limit runs of a page
   * @param token from the page before; null for the first
   * @throws NoriaException NOT_FOUND when there is no such data version or model version
   */
  public Impact of(Ref ref, int limit, @Nullable String token) {
    mustBeThere(ref);
    Flow.Reached reached = flow.forward(List.of(ref));
    List<RunId> runs = reached.of(Ref.Kind.RUN).stream().map(run -> new RunId(run.id())).toList();
    List<ModelVersion> versions = versions(reached);
    Set<ModelVersionId> ids = versions.stream().map(ModelVersion::id).collect(Collectors.toSet());
    List<Impact.Reached> deployments = deployments(reached, ids);
    long predictions = deployments.stream().mapToLong(Impact.Reached::predictions).sum();
    Instant since =
        deployments.stream()
            .map(Impact.Reached::since)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new Impact(
        ref,
        summary(ref, runs.size(), versions, deployments, predictions),
        runs.size(),
        page(runs, limit, token),
        versions,
        deployments,
        predictions,
        since,
        reached.truncated());
  }

  /** The data versions that the model version learned from, by features too. */
  public Set<DatasetVersionId> dataOf(ModelVersionId version) {
    return flow.back(List.of(version.ref())).of(Ref.Kind.DATASET_VERSION).stream()
        .map(DatasetVersionId::of)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void mustBeThere(Ref ref) {
    if (ref.kind() == Ref.Kind.DATASET_VERSION) {
      datasets.get(DatasetVersionId.of(ref));
    } else if (ref.kind() == Ref.Kind.MODEL_VERSION) {
      registry.versions().get(ModelVersionId.of(ref));
    }
  }

  private Page<Run> page(List<RunId> runs, int limit, @Nullable String token) {
    int from = token == null ? 0 : offset(token);
    int to = Math.min(runs.size(), from + limit);
    List<Run> shown = from >= to ? List.of() : tracking.runs().getAll(runs.subList(from, to));
    return new Page<>(shown, to < runs.size() ? Integer.toString(to) : null);
  }

  private static int offset(String token) {
    if (token.matches("[0-9]{1,9}")) {
      return Integer.parseInt(token);
    }
    throw NoriaException.invalid("page_token: " + token + " (expected: one that a page gave)");
  }

  private List<ModelVersion> versions(Flow.Reached reached) {
    return reached.of(Ref.Kind.MODEL_VERSION).stream()
        .map(ModelVersionId::of)
        .map(registry.versions()::find)
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparing((ModelVersion version) -> version.id().model())
                .thenComparing(version -> -version.id().version()))
        .toList();
  }

  private List<Impact.Reached> deployments(Flow.Reached reached, Set<ModelVersionId> versions) {
    return reached.of(Ref.Kind.DEPLOYMENT).stream()
        .map(ref -> deployment(ref.id(), versions))
        .sorted(
            Comparator.comparing((Impact.Reached one) -> !one.live())
                .thenComparing(Impact.Reached::name))
        .toList();
  }

  private Impact.Reached deployment(String name, Set<ModelVersionId> versions) {
    Optional<Deployment> now = serving.deployments().find(name);
    Integer live = now.map(Deployment::version).orElse(null);
    List<Answered> answered =
        serving.predictions().answered(name).stream()
            .filter(one -> versions.contains(new ModelVersionId(one.model(), one.version())))
            .toList();
    List<Swap> swaps = serving.deployments().history(name).reversed();
    return new Impact.Reached(
        name,
        now.map(Deployment::model).orElseGet(() -> swaps.isEmpty() ? "" : swaps.getLast().model()),
        live != null && versions.contains(new ModelVersionId(now.get().model(), live)),
        live,
        spans(swaps, versions, now.isPresent()),
        answered.stream().mapToLong(Answered::predictions).sum(),
        answered.stream().map(Answered::first).min(Comparator.naturalOrder()).orElse(null));
  }

  /** A deployment that is no more ended its last stretch at a moment that was not recorded. */
  private static List<Impact.Span> spans(
      List<Swap> oldestFirst, Collection<ModelVersionId> versions, boolean lasts) {
    List<Impact.Span> spans = new ArrayList<>();
    for (int i = 0; i < oldestFirst.size(); i++) {
      Swap swap = oldestFirst.get(i);
      if (!versions.contains(new ModelVersionId(swap.model(), swap.version()))) {
        continue;
      }
      Swap next = i + 1 < oldestFirst.size() ? oldestFirst.get(i + 1) : null;
      Instant end = next != null ? next.recordedAt() : lasts ? null : swap.recordedAt();
      spans.add(
          new Impact.Span(
              swap.version(),
              swap.recordedAt(),
              end,
              swap.eventTime(),
              next == null ? null : next.eventTime()));
    }
    return spans;
  }

  private static String summary(
      Ref ref,
      int runs,
      List<ModelVersion> versions,
      List<Impact.Reached> deployments,
      long predictions) {
    String live =
        deployments.stream()
            .filter(Impact.Reached::live)
            .map(one -> one.name() + " answers with version " + one.version() + " now")
            .collect(Collectors.joining(", "));
    String past =
        deployments.isEmpty()
            ? "no deployment ever answered with one of them"
            : "no deployment answers with one of them now";
    return String.format(
        Locale.ROOT,
        "%s went into %s and %s; %s; %s answered by it",
        ref.id(),
        counted(runs, "run"),
        counted(versions.size(), "model version"),
        live.isEmpty() ? past : live,
        counted(predictions, "prediction"));
  }

  private static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
