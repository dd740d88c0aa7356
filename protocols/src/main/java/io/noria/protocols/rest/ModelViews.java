package io.noria.protocols.rest;

import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.GateBook;
import io.noria.delivery.Verdict;
import io.noria.registry.BundleInfo;
import io.noria.registry.ModelCard;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.RegisteredModel;
import io.noria.registry.Registry;
import io.noria.registry.Standing;
import io.noria.serving.Deployment;
import io.noria.serving.Serving;
import io.noria.storage.lineage.Lineage;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts together what the pages show of a model from the areas that know it. */
final class ModelViews {
  static final String CHAMPION = "champion";
  private static final int PAGE = 1000;

  private final Registry registry;
  private final ArtifactStore artifacts;
  private final Lineage lineage;
  private final GateBook gates;
  private final Serving serving;
  private final InstantSource clock;

  ModelViews(
      Registry registry,
      ArtifactStore artifacts,
      Lineage lineage,
      GateBook gates,
      Serving serving,
      InstantSource clock) {
    this.registry = registry;
    this.artifacts = artifacts;
    this.lineage = lineage;
    this.gates = gates;
    this.serving = serving;
    this.clock = clock;
  }

  ModelWire.Model model(RegisteredModel model, @Nullable String project, @Nullable String metric) {
    List<ModelVersion> versions = registry.versions().list(model.name());
    Map<String, List<Integer>> stages = new TreeMap<>();
    for (ModelVersion version : versions) {
      stages
          .computeIfAbsent(version.stage().title(), key -> new ArrayList<>())
          .add(version.id().version());
    }
    stages.values().forEach(Collections::sort);
    return new ModelWire.Model(
        model.name(),
        Names.workspace(model.name()).value(),
        Shown.absentIfEmpty(model.description()),
        model.tags(),
        model.aliases(),
        stages,
        versions.size(),
        model.aliases().get(CHAMPION),
        versions.stream().map(version -> version.id().version()).max(Integer::compare).orElse(null),
        serving.deployments().list().stream()
            .filter(deployment -> deployment.model().equals(model.name()))
            .map(Deployment::name)
            .toList(),
        metric,
        model.createdAt(),
        model.updatedAt(),
        project);
  }

  /** The versions, newest first. */
  List<ModelWire.Version> versions(String model) {
    registry.models().get(model);
    List<Verdict> verdicts = gates.verdicts(model, null);
    return registry.versions().list(model).stream()
        .sorted((a, b) -> Integer.compare(b.id().version(), a.id().version()))
        .map(version -> version(version, latest(verdicts, version.id().version()), false))
        .toList();
  }

  /** The versions with stages and aliases as they were at the recorded moment. */
  List<ModelWire.Version> versionsAt(String model, Instant at) {
    Map<Integer, String> stages = new HashMap<>();
    Standing then = registry.moves().at(model, at, false);
    then.stages().forEach(one -> stages.put(one.version().version(), one.name()));
    return versions(then.model()).stream()
        .filter(version -> stages.containsKey(version.version()))
        .map(version ->
            version.at(
                Objects.requireNonNull(stages.get(version.version())),
                then.aliases().stream()
                    .filter(alias -> alias.version().version() == version.version())
                    .map(Standing.OfVersion::name)
                    .toList()))
        .toList();
  }

  ModelWire.Version version(ModelVersionId id, boolean detailed) {
    ModelVersion version = registry.versions().get(id);
    return version(
        version, latest(gates.verdicts(id.model(), id.version()), id.version()), detailed);
  }

  private ModelWire.Version version(
      ModelVersion version, @Nullable Verdict verdict, boolean detailed) {
    ModelVersionId id = version.id();
    ModelCard card = registry.cards().find(id).orElse(null);
    BundleInfo bundle = detailed ? bundle(id).orElse(null) : null;
    return new ModelWire.Version(
        id.ref(),
        id.model(),
        id.version(),
        version.stage().title(),
        version.aliases(),
        "READY",
        version.createdAt(),
        version.eventTime(),
        Shown.seconds(Duration.between(version.createdAt(), clock.instant())),
        version.run() == null ? null : version.run().value(),
        size(id),
        version.user(),
        Shown.absentIfEmpty(version.description()),
        version.tags(),
        ModelWire.Measured.first(card),
        verdict == null
            ? null
            : new ModelWire.VerdictBrief(verdict.ref(), verdict.gate(), verdict.outcome()),
        serves(id),
        trainedOn(version),
        bundle == null ? null : bundle.objective().wire(),
        bundle == null ? null : ModelWire.SignatureWire.of(bundle),
        detailed ? registry.cards().markdown(id).orElse(null) : null,
        detailed ? facts(card, bundle) : null);
  }

  private static @Nullable Verdict latest(List<Verdict> verdicts, int version) {
    return verdicts.stream()
        .filter(verdict -> verdict.version() == version)
        .max(java.util.Comparator.comparing(Verdict::recordedAt).thenComparing(Verdict::id))
        .orElse(null);
  }

  private List<String> serves(ModelVersionId id) {
    return serving.deployments().list().stream()
        .filter(deployment -> deployment.model().equals(id.model()))
        .filter(deployment -> deployment.version() != null && deployment.version() == id.version())
        .map(Deployment::name)
        .toList();
  }

  private List<Ref> trainedOn(ModelVersion version) {
    if (version.run() == null) {
      return List.of();
    }
    return lineage.into(version.run().ref()).stream()
        .filter(edge -> edge.from().kind() == Ref.Kind.DATASET_VERSION)
        .map(LineageEdge::from)
        .toList();
  }

  private @Nullable Long size(ModelVersionId id) {
    try {
      ArtifactFolder folder = registry.versions().folder(id);
      return artifacts.files(folder.root(), folder.path()).stream().mapToLong(Artifact::size).sum();
    } catch (NoriaException e) {
      // A source outside this server's artifacts has no size that is known here.
      return null;
    }
  }

  /** The bundle's description; empty for a model that is not one of ours. */
  Optional<BundleInfo> bundle(ModelVersionId id) {
    try {
      ArtifactFolder folder = registry.versions().folder(id);
      String path =
          folder.path().isEmpty() ? BundleInfo.FILE : folder.path() + "/" + BundleInfo.FILE;
      if (artifacts.find(folder.root(), path).isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = artifacts.open(folder.root(), path)) {
        return Optional.of(
            BundleInfo.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    } catch (NoriaException | IOException e) {
      return Optional.empty();
    }
  }

  private static List<ModelWire.Fact> facts(@Nullable ModelCard card, @Nullable BundleInfo bundle) {
    List<ModelWire.Fact> facts = new ArrayList<>();
    if (card != null) {
      facts.add(new ModelWire.Fact("trainer", card.details().trainer()));
      card.metrics()
          .forEach(
              m -> facts.add(new ModelWire.Fact(m.name() + " on " + m.on(), number(m.value()))));
    }
    if (bundle != null) {
      facts.add(
          new ModelWire.Fact("columns", Integer.toString(bundle.signature().features().size())));
      new TreeSet<>(bundle.trainedOn())
          .forEach(dataset -> facts.add(new ModelWire.Fact("trained on", dataset)));
    }
    return facts;
  }

  private static String number(double value) {
    return String.format(java.util.Locale.ROOT, "%.4f", value);
  }
}
