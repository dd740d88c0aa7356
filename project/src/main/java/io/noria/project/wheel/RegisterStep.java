package io.noria.project.wheel;

import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.delivery.gate.RecordedTraining;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Value;
import io.noria.registry.ModelCard;
import io.noria.registry.ModelVersion;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Registry;
import io.noria.storage.json.Json;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Registers the model that a search found and writes its card. A run is registered once: when it
 * was already, because it came from the cache or the server died in between, its version is taken.
 */
public final class RegisterStep implements Step {
  /** Its type in task specs. */
  public static final String TYPE = "register";

  /** The tag that says how rows without time were put aside, which never trained the version. */
  public static final String HOLDOUT_TAG = RecordedTraining.HOLDOUT;

  private final Registry registry;
  private final Datasets datasets;

  /** With the registry that takes the version. */
  public RegisterStep(Registry registry, Datasets datasets) {
    this.registry = registry;
    this.datasets = datasets;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public boolean cacheable() {
    return false;
  }

  @Override
  public Map<String, Value> run(StepContext context) {
    var params = new ParamReader(context.params());
    var run = new RunId(context.input("run").records().getFirst().ref().id());
    Optional<ModelVersion> known =
        registry.versions().list(params.text("model")).stream()
            .filter(version -> run.equals(version.run()))
            .findFirst();
    ModelVersion version =
        known.orElseGet(() ->
            registry
                .versions()
                .create(
                    new NewModelVersion(
                        params.text("model"),
                        "runs:/" + run.value() + "/model",
                        run,
                        null,
                        params.text("candidate"),
                        tags(params),
                        context.eventTime())));
    if (registry.cards().find(version.id()).isEmpty()) {
      registry.cards().put(version.id(), card(context, params, version, run));
    }
    context.log((known.isPresent() ? "already registered as " : "registered as ") + version.id());
    return Map.of("version", Value.of(version.id().toString()));
  }

  private static Map<String, String> tags(ParamReader params) {
    var tags = new TreeMap<String, String>();
    tags.put("candidate", params.text("candidate"));
    String until = params.textOrNull("trained_until");
    if (until != null) {
      tags.put(RecordedTraining.TAG, until);
    }
    String holdout = params.textOrNull("holdout");
    if (holdout != null) {
      tags.put(RecordedTraining.HOLDOUT, holdout);
    }
    return tags;
  }

  private ModelCard card(StepContext context, ParamReader params, ModelVersion version, RunId run) {
    var metrics = new ArrayList<ModelCard.Measured>();
    String evidence = Ref.of(Ref.Kind.RUN, run.value()).toString();
    new TreeMap<>(Json.readMap(json(context.input("metrics")), Double.class))
        .forEach((name, value) ->
            metrics.add(
                new ModelCard.Measured(
                    name, value, null, null, null, "validation part", evidence)));
    return new ModelCard(
        new ModelCard.Details(
            params.text("model"),
            version.id().version(),
            params.text("trainer"),
            params.text("owner"),
            evidence,
            version.createdAt().toString(),
            params.text("license")),
        new ModelCard.IntendedUse(
            params.text("question"), params.text("decision"), params.texts("not_for")),
        context.input("trained_on").records().stream().map(this::data).toList(),
        metrics,
        params.texts("limitations"),
        params.texts("ethics"));
  }

  private ModelCard.Data data(Value.Record record) {
    DatasetVersion version = datasets.get(DatasetVersionId.of(record.ref()));
    return new ModelCard.Data(
        record.ref().toString(),
        record.digest(),
        version.rows(),
        iso(version.from()),
        iso(version.to()));
  }

  private static @Nullable String iso(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }

  private static String json(Value value) {
    return value instanceof Value.Data data ? data.json() : "{}";
  }
}
