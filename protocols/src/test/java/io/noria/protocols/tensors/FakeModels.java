package io.noria.protocols.tensors;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Origin;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Deployment;
import io.noria.serving.Deployments;
import io.noria.serving.Follow;
import io.noria.serving.ServedModel;
import io.noria.serving.Swap;
import io.noria.serving.Target;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.VersionFigures;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Three deployments that keep what they were asked. {@code iris} takes two number columns as one
 * matrix and answers the class whose number is larger; {@code flights} takes a text and two number
 * columns and answers late or not; {@code image} takes a tensor and gives it back, doubled, with
 * its texts.
 */
public final class FakeModels extends UnaskedServing implements Deployments {
  /** What was asked. */
  public final List<TensorRequest> asked = new CopyOnWriteArrayList<>();

  /** Where the last question came from. */
  public volatile Origin origin = Origin.SERVER;

  private final Map<String, ServedModel> models = new LinkedHashMap<>();

  /** The three. */
  public FakeModels() {
    models.put(
        "flights",
        new ServedModel(
            "flights",
            "delays",
            3,
            List.of(3),
            "noria_trees",
            List.of(
                TensorSpec.of("carrier", DataType.BYTES, -1, 1),
                TensorSpec.of("distance", DataType.FP32, -1, 1),
                TensorSpec.of("hour", DataType.INT64, -1, 1)),
            answers(DataType.INT64, 2).subList(0, 2),
            List.of(
                FeatureColumn.of("carrier", FeatureColumn.Type.STRING),
                FeatureColumn.of("distance", FeatureColumn.Type.DOUBLE),
                FeatureColumn.of("hour", FeatureColumn.Type.LONG)),
            new Target("late", List.of("0", "1"), "1")));
    models.put(
        "image",
        new ServedModel(
            "image",
            "image",
            1,
            List.of(1),
            "onnxruntime",
            List.of(
                TensorSpec.of("pixels", DataType.FP32, -1, 2),
                TensorSpec.of("title", DataType.BYTES, -1)),
            List.of(
                TensorSpec.of("doubled", DataType.FP32, -1, 2),
                TensorSpec.of("title", DataType.BYTES, -1)),
            List.of(),
            null));
    models.put(
        "iris",
        new ServedModel(
            "iris",
            "iris",
            7,
            List.of(7),
            "noria_trees",
            List.of(TensorSpec.of("input", DataType.FP32, -1, 2)),
            answers(DataType.BYTES, 2),
            List.of(
                FeatureColumn.of("length", FeatureColumn.Type.DOUBLE),
                FeatureColumn.of("width", FeatureColumn.Type.DOUBLE)),
            new Target("species", List.of("long", "wide"), "wide")));
  }

  private static List<TensorSpec> answers(DataType label, int classes) {
    return List.of(
        TensorSpec.of("prediction", label, -1),
        TensorSpec.of("probability", DataType.FP32, -1),
        TensorSpec.of("probabilities", DataType.FP32, -1, classes));
  }

  @Override
  public TensorAnswer infer(String deployment, TensorRequest request) {
    ServedModel model = served(deployment, request.version());
    List<Tensor> inputs = new ArrayList<>();
    boolean only = request.inputs().size() == 1 && model.inputs().size() == 1;
    for (Tensor given : request.inputs()) {
      TensorSpec spec =
          model.inputs().stream()
              .filter(each -> only || each.name().equals(given.name()))
              .findFirst()
              .orElseThrow(() ->
                  new NoriaException(
                      ErrorCode.UNPROCESSABLE, "input " + given.name() + ": no such input"));
      boolean nan = spec.type() == DataType.INT64 && given.type() == DataType.FP64;
      inputs.add(nan ? given : Tensors.fit(given, spec));
    }
    origin = Origin.current();
    asked.add(request);
    List<Tensor> all =
        switch (deployment) {
          case "iris" -> iris(inputs.getFirst());
          case "flights" -> flights(inputs);
          default -> image(inputs);
        };
    List<Tensor> wanted =
        request.outputs().isEmpty()
            ? all
            : request.outputs().stream().map(name -> Tensors.named(all, name)).toList();
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < all.getFirst().rows(); i++) {
      ids.add(new UUID(1, i));
    }
    return new TensorAnswer(
        deployment, model.model(), model.version(), wanted, ids, model.target());
  }

  private static List<Tensor> iris(Tensor input) {
    int rows = input.rows();
    List<String> labels = new ArrayList<>();
    float[] likely = new float[rows];
    float[] all = new float[rows * 2];
    for (int i = 0; i < rows; i++) {
      boolean wide = input.number(2 * i + 1) > input.number(2 * i);
      labels.add(wide ? "wide" : "long");
      likely[i] = 0.75f;
      all[2 * i] = wide ? 0.25f : 0.75f;
      all[2 * i + 1] = 1 - all[2 * i];
    }
    return List.of(
        Tensor.texts("prediction", new long[] {rows}, labels),
        Tensor.floats("probability", new long[] {rows}, likely),
        Tensor.floats("probabilities", new long[] {rows, 2}, all));
  }

  private static List<Tensor> flights(List<Tensor> inputs) {
    Tensor distance = Tensors.named(inputs, "distance");
    int rows = distance.size();
    long[] late = new long[rows];
    float[] likely = new float[rows];
    for (int i = 0; i < rows; i++) {
      late[i] = distance.number(i) > 1000 ? 1 : 0;
      likely[i] = 0.9f;
    }
    return List.of(
        Tensor.longs("prediction", new long[] {rows}, late),
        Tensor.floats("probability", new long[] {rows}, likely));
  }

  private static List<Tensor> image(List<Tensor> inputs) {
    Tensor pixels = Tensors.named(inputs, "pixels");
    float[] doubled = new float[pixels.size()];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = (float) pixels.number(i) * 2;
    }
    return List.of(
        Tensor.floats("doubled", pixels.shape(), doubled), Tensors.named(inputs, "title"));
  }

  @Override
  public ServedModel served(String deployment, @Nullable Integer version) {
    get(deployment);
    ServedModel model = models.get(deployment);
    if (version != null && version != model.version()) {
      throw NoriaException.notFound(
          "deployment " + deployment + ": version " + version + " does not answer");
    }
    return model;
  }

  @Override
  public Deployments deployments() {
    return this;
  }

  @Override
  public List<VersionFigures> versions(String deployment) {
    get(deployment);
    return deployment.equals("iris")
        ? List.of(
            new VersionFigures(
                "iris",
                7,
                Instant.ofEpochMilli(5),
                4,
                spent(2, 60),
                spent(1, 7),
                spent(2, 10),
                spent(2, 5),
                spent(2, 15),
                spent(2, 30),
                List.of(new VersionFigures.Batch(4, spent(1, 15)))))
        : List.of();
  }

  private static VersionFigures.Spent spent(long count, long nanos) {
    return new VersionFigures.Spent(count, Duration.ofNanos(nanos));
  }

  @Override
  public Deployment deploy(String name, String model, Follow follow) {
    return get(name);
  }

  @Override
  public Deployment get(String name) {
    return find(name)
        .orElseThrow(() ->
            NoriaException.notFound("deployment: " + name + " (there is: " + models.keySet()));
  }

  @Override
  public Optional<Deployment> find(String name) {
    return list().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  @Override
  public List<Deployment> list() {
    return models.values().stream()
        .map(each ->
            new Deployment(
                each.deployment(),
                each.model(),
                Follow.alias("champion"),
                each.version(),
                null,
                Instant.EPOCH,
                "local",
                Instant.EPOCH))
        .toList();
  }

  @Override
  public String defaultName() {
    return "iris";
  }

  @Override
  public void delete(String name) {
    models.remove(name);
  }

  @Override
  public List<Swap> history(String name) {
    return List.of();
  }

  @Override
  public void follow() {}

  @Override
  public void refresh(String model, String why, @Nullable Instant eventTime) {}
}
