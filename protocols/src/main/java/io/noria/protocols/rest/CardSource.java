package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.registry.BundleInfo;
import io.noria.registry.CardEvidence;
import io.noria.registry.ModelCard;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what a card says: what was recorded, and what its run and data say now. */
final class CardSource {
  private static final int MOST_METRICS = 200;
  private static final int MOST_COLUMNS = 200;

  private final Registry registry;
  private final Tracking tracking;
  private final Datasets datasets;
  private final ModelViews views;
  private final Flavors flavors;

  CardSource(Registry registry, Tracking tracking, Datasets datasets, ModelViews views) {
    this.registry = registry;
    this.tracking = tracking;
    this.datasets = datasets;
    this.views = views;
    this.flavors = new Flavors(registry, tracking.artifacts());
  }

  /**
   * The evidence of a version.
   *
   * @param base where the server's pages are, without a slash at the end
   */
  CardEvidence evidence(ModelVersionId id, String base) {
    ModelVersion version = registry.versions().get(id);
    ModelCard card = registry.cards().find(id).orElse(null);
    Optional<BundleInfo> bundle = views.bundle(id);
    Run run = run(version.run());
    List<CardEvidence.Data> data = data(card, bundle, run);
    String library = library(version, card, id);
    String page = base + "/#/models/" + segment(id.model());
    return new CardEvidence(
        version,
        registry.models().get(id.model()).description(),
        card,
        library,
        task(version, bundle),
        architecture(card, bundle, library),
        bundle.map(CardSource::input).orElse(""),
        bundle.map(CardSource::output).orElse(""),
        data,
        metrics(card, run, data),
        new CardEvidence.Links(
            page,
            run == null
                ? null
                : base + "/#/experiments/" + run.info().experiment() + "/runs/" + run.id()));
  }

  private static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private @Nullable Run run(@Nullable RunId id) {
    if (id == null) {
      return null;
    }
    try {
      return tracking.runs().get(id);
    } catch (NoriaException gone) {
      return null;
    }
  }

  private String library(ModelVersion version, @Nullable ModelCard card, ModelVersionId id) {
    String said = version.tags().get("library_name");
    if (said != null) {
      return said;
    }
    String trainer = card == null ? "" : card.details().trainer();
    return trainer.isBlank() ? flavors.library(id) : trainer;
  }

  private static String task(ModelVersion version, Optional<BundleInfo> bundle) {
    String said = version.tags().get("pipeline_tag");
    if (said != null) {
      return said;
    }
    return bundle
        .map(info ->
            info.objective() == BundleInfo.Objective.REGRESSION
                ? "tabular-regression"
                : "tabular-classification")
        .orElse("");
  }

  private static String architecture(
      @Nullable ModelCard card, Optional<BundleInfo> bundle, String library) {
    return bundle
        .map(info ->
            switch (info.runtime()) {
              case TREES -> "Boosted trees (" + library + ")";
              case LINEAR -> "Linear model (" + library + ")";
              case COMMAND -> "A program of its own (" + library + ")";
              case MODEL_FILE -> library;
            })
        .orElse(card == null ? library : card.details().trainer());
  }

  private static String input(BundleInfo info) {
    return info.signature().features().stream()
        .limit(MOST_COLUMNS)
        .map(column -> column.name() + ": " + column.type().wire())
        .collect(Collectors.joining(", "));
  }

  private static String output(BundleInfo info) {
    return info.target()
        + switch (info.objective()) {
          case REGRESSION -> ": a number";
          case BINARY, MULTICLASS ->
              ": one of " + String.join(", ", info.classes()) + ", with its probability";
        };
  }

  private List<CardEvidence.Data> data(
      @Nullable ModelCard card, Optional<BundleInfo> bundle, @Nullable Run run) {
    List<CardEvidence.Data> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    if (card != null) {
      for (ModelCard.Data one : card.trainingData()) {
        if (seen.add(one.ref())) {
          found.add(data(one.ref(), one));
        }
      }
    }
    for (String ref : bundle.map(BundleInfo::trainedOn).orElse(List.of())) {
      if (seen.add(ref)) {
        found.add(data(ref, null));
      }
    }
    if (run != null) {
      for (DatasetInput input : run.inputs()) {
        Ref ref = input.version();
        if (ref != null ? seen.add(ref.toString()) : seen.add(input.name() + input.digest())) {
          found.add(
              ref != null
                  ? data(ref.toString(), null)
                  : new CardEvidence.Data(input.name(), input.digest(), "", context(input), null));
        }
      }
    }
    return found;
  }

  private static String context(DatasetInput input) {
    String context = input.tags().get(DatasetInput.CONTEXT);
    return (context == null ? "" : "for " + context + "; ") + "digest " + input.digest();
  }

  /** A data version as it is now; what was recorded of it, where it is gone. */
  private CardEvidence.Data data(String text, ModelCard.@Nullable Data recorded) {
    String id = text.startsWith("dataset_version:") ? text.substring(16) : text;
    int at = id.lastIndexOf('@');
    String name = at < 0 ? id : id.substring(0, at);
    String label = at < 0 ? "" : id.substring(at + 1);
    Optional<DatasetVersion> now = find(text);
    String description =
        now.map(version ->
                version.rows()
                    + " rows"
                    + (version.from() == null || version.to() == null
                        ? ""
                        : ", " + version.from() + " to " + version.to())
                    + ", digest "
                    + version.digest().value())
            .orElse(recorded == null ? "" : "digest " + recorded.digest());
    return new CardEvidence.Data(name, label, text, description, stale(now, recorded));
  }

  private static @Nullable String stale(
      Optional<DatasetVersion> now, ModelCard.@Nullable Data recorded) {
    if (now.isEmpty()) {
      return "the data version is not here";
    }
    if (now.get().revocation() != null) {
      return "the data version was withdrawn since";
    }
    return recorded == null
            || recorded.digest().isEmpty()
            || now.get().digest().value().equals(recorded.digest())
        ? null
        : "the bytes are others now";
  }

  private Optional<DatasetVersion> find(String text) {
    try {
      return datasets.find(DatasetVersionId.of(Ref.parse(text)));
    } catch (NoriaException none) {
      return Optional.empty();
    }
  }

  /** What the card measured, then the run's latest values that the card does not speak of. */
  private static List<CardEvidence.Metric> metrics(
      @Nullable ModelCard card, @Nullable Run run, List<CardEvidence.Data> data) {
    List<CardEvidence.Metric> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Map<String, Double> now = latest(run);
    if (card != null) {
      for (ModelCard.Measured one : card.metrics()) {
        if (Double.isFinite(one.value())) {
          seen.add(one.name());
          found.add(
              new CardEvidence.Metric(
                  one.name(),
                  one.value(),
                  one.low(),
                  one.high(),
                  one.on(),
                  one.evidence(),
                  stale(one, run, now)));
        }
      }
    }
    String on = data.isEmpty() ? "" : data.getFirst().name() + "@" + data.getFirst().version();
    on = on.endsWith("@") ? on.substring(0, on.length() - 1) : on;
    for (Map.Entry<String, Double> one : now.entrySet()) {
      if (found.size() < MOST_METRICS
          && run != null
          && !one.getKey().startsWith("system/")
          && seen.add(one.getKey())) {
        String evidence = run.id().ref().toString();
        found.add(
            new CardEvidence.Metric(one.getKey(), one.getValue(), null, null, on, evidence, null));
      }
    }
    return found;
  }

  private static Map<String, Double> latest(@Nullable Run run) {
    Map<String, Double> now = new java.util.TreeMap<>();
    if (run != null) {
      for (Metric metric : run.data().metrics()) {
        if (Double.isFinite(metric.value())) {
          now.put(metric.key(), metric.value());
        }
      }
    }
    return now;
  }

  /** What the run says now, when the card names it as evidence and it says something else. */
  private static @Nullable String stale(
      ModelCard.Measured one, @Nullable Run run, Map<String, Double> now) {
    if (run == null) {
      return one.evidence().startsWith("run:") ? "the run is not here" : null;
    }
    Double value = now.get(one.name());
    boolean same =
        value == null || !one.evidence().equals(run.id().ref().toString()) || value == one.value();
    return same ? null : "the run says " + String.format(Locale.ROOT, "%.6g", value) + " now";
  }
}
