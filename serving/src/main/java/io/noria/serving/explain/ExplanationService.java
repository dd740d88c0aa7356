package io.noria.serving.explain;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.Explanation;
import io.noria.serving.Explanations;
import io.noria.serving.ReferenceSample;
import io.noria.serving.Values;
import io.noria.serving.bundle.BundleLoader;
import io.noria.serving.tree.TreeShap;
import io.noria.storage.object.ObjectStore;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains the answers of every version. What it needs beyond the version's own bundle in memory
 * (covers of trees, rows of the sample) is read at the first question and kept for the versions
 * asked last, apart from what answers predictions. Thread-safe.
 */
public final class ExplanationService implements Explanations {
  private static final int KEPT = 4;

  private final Registry registry;
  private final ArtifactStore artifacts;
  private final ObjectStore objects;
  private final Engine engine;
  private final BundleLoader models;
  private final Map<ModelVersionId, Loaded> recent = new LinkedHashMap<>(16, 0.75f, true);

  /** What is kept of a version. */
  private record Loaded(Explainer explainer, ReferenceSample sample) {}

  /**
   * Explains versions whose files are in the artifacts.
   *
   * @param models answers the rows of versions that only answer rows
   */
  public ExplanationService(
      Registry registry,
      ArtifactStore artifacts,
      ObjectStore objects,
      Engine engine,
      BundleLoader models) {
    this.registry = registry;
    this.artifacts = artifacts;
    this.objects = objects;
    this.engine = engine;
    this.models = models;
  }

  @Override
  public Explanation explain(String model, int version, Map<String, @Nullable Object> features) {
    return loaded(new ModelVersionId(model, version)).explainer().explain(features);
  }

  @Override
  public ReferenceSample sample(String model, int version) {
    return loaded(new ModelVersionId(model, version)).sample();
  }

  private Loaded loaded(ModelVersionId id) {
    // A deleted version is no more, whatever is still kept of it.
    ArtifactFolder folder = registry.versions().folder(id);
    synchronized (recent) {
      Loaded known = recent.get(id);
      if (known != null) {
        return known;
      }
    }
    Loaded loaded;
    try {
      loaded = load(id, folder);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "model " + id + ": its files cannot be read: " + e.getMessage(),
          e);
    }
    synchronized (recent) {
      recent.put(id, loaded);
      var oldest = recent.keySet().iterator();
      while (recent.size() > KEPT) {
        oldest.next();
        oldest.remove();
      }
    }
    return loaded;
  }

  private Loaded load(ModelVersionId id, ArtifactFolder folder) throws IOException {
    // Loading checks the bundle's digests and its golden rows.
    BundleInfo info = models.load(id.model(), id.version()).info();
    ReferenceSample sample = sample(info, find(folder, BundleLoader.REFERENCE).orElse(null));
    Explainer explainer =
        switch (info.runtime()) {
          case TREES -> trees(id, folder, info, sample);
          case LINEAR ->
              new LinearExplainer(
                  info, LinearModel.fromJson(text(folder, LinearModel.FILE)), sample);
          case COMMAND, MODEL_FILE -> sampled(id, info, sample);
        };
    return new Loaded(explainer, sample);
  }

  /** Exactly where the trees allow it; else (DART, vectors in leaves) as of any other model. */
  private Explainer trees(
      ModelVersionId id, ArtifactFolder folder, BundleInfo info, ReferenceSample sample)
      throws IOException {
    try (InputStream json = open(folder, BundleLoader.TREES)) {
      return new TreeExplainer(info, TreeShap.readXgboost(json));
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.FAILED_PRECONDITION) {
        throw e;
      }
      return sampled(id, info, sample);
    }
  }

  private Explainer sampled(ModelVersionId id, BundleInfo info, ReferenceSample sample) {
    // Asked for anew each time: a program that is no longer kept was ended.
    return new SampledExplainer(
        info, sample, rows -> score(info, models.load(id.model(), id.version()), rows));
  }

  private static double[][] score(
      BundleInfo info, io.noria.serving.ScoredModel model, List<@Nullable Object[]> rows) {
    List<Values> columns = new ArrayList<>();
    for (int column = 0; column < info.signature().features().size(); column++) {
      columns.add(column(info.signature().features().get(column), column, rows));
    }
    double[] scores = model.score(columns).values();
    int outputs = scores.length / Math.max(1, rows.size());
    double[][] answers = new double[rows.size()][];
    Arrays.setAll(answers, row -> Arrays.copyOfRange(scores, row * outputs, (row + 1) * outputs));
    return answers;
  }

  private static Values column(FeatureColumn feature, int column, List<@Nullable Object[]> rows) {
    if (feature.type() == FeatureColumn.Type.STRING) {
      Map<String, Integer> places = new LinkedHashMap<>();
      int[] codes = new int[rows.size()];
      for (int row = 0; row < codes.length; row++) {
        Object value = rows.get(row)[column];
        codes[row] =
            value == null ? -1 : places.computeIfAbsent(value.toString(), key -> places.size());
      }
      return new Values.Texts(codes, List.copyOf(places.keySet()));
    }
    double[] numbers = new double[rows.size()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] =
          switch (rows.get(row)[column]) {
            case Boolean truth -> truth ? 1 : 0;
            case Number number -> number.doubleValue();
            case null, default -> Double.NaN;
          };
    }
    return new Values.Numbers(numbers);
  }

  private ReferenceSample sample(BundleInfo info, @Nullable Artifact file) throws IOException {
    List<FeatureColumn> features = info.signature().features();
    List<Values> values = new ArrayList<>();
    if (file == null) {
      features.forEach(feature ->
          values.add(
              feature.type() == FeatureColumn.Type.STRING
                  ? new Values.Texts(new int[0], List.of())
                  : new Values.Numbers(new double[0])));
      return new ReferenceSample(info, values, null);
    }
    Frame frame =
        engine.readParquet(
            List.of(objects.localFile(Objects.requireNonNull(file.digest(), file.path()))),
            List.of());
    for (FeatureColumn feature : features) {
      values.add(values(feature, frame.column(feature.name())));
    }
    boolean labelled =
        frame.has(info.target()) && !info.signature().names().contains(info.target());
    return new ReferenceSample(info, values, labelled ? labels(frame.column(info.target())) : null);
  }

  private static Values values(FeatureColumn feature, Column column) {
    if (feature.type() == FeatureColumn.Type.STRING) {
      Column.Strings strings = (Column.Strings) column;
      int[] codes = new int[column.size()];
      Arrays.setAll(codes, strings::code);
      return new Values.Texts(codes, strings.dictionary());
    }
    double[] numbers = new double[column.size()];
    Arrays.setAll(numbers, column::number);
    return new Values.Numbers(numbers);
  }

  /** Labels as people write them: whole numbers without a fraction. */
  private static List<@Nullable String> labels(Column column) {
    @Nullable String[] labels = new @Nullable String[column.size()];
    for (int row = 0; row < labels.length; row++) {
      Object value = column.value(row);
      labels[row] =
          value == null
              ? null
              : value instanceof Double number && number == Math.rint(number)
                  ? Long.toString(number.longValue())
                  : value.toString();
    }
    return Arrays.asList(labels);
  }

  private Optional<Artifact> find(ArtifactFolder folder, String name) {
    return artifacts.find(folder.root(), path(folder, name));
  }

  private InputStream open(ArtifactFolder folder, String name) throws IOException {
    return artifacts.open(folder.root(), path(folder, name));
  }

  private String text(ArtifactFolder folder, String name) throws IOException {
    try (InputStream stream = open(folder, name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String path(ArtifactFolder folder, String name) {
    return folder.path().isEmpty() ? name : folder.path() + "/" + name;
  }
}
