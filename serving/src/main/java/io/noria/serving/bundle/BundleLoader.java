package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.process.CommandLine;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.ModelLimits;
import io.noria.serving.ModelMemory;
import io.noria.serving.Models;
import io.noria.serving.Reference;
import io.noria.serving.Target;
import io.noria.serving.Values;
import io.noria.serving.batch.Batching;
import io.noria.serving.onnx.OnnxRuntime;
import io.noria.serving.scorer.LinearScorer;
import io.noria.serving.scorer.Scorer;
import io.noria.serving.scorer.TreeScorer;
import io.noria.serving.scorer.WorkerScorer;
import io.noria.serving.scorer.Workers;
import io.noria.serving.tree.TreeModel;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models from their artifacts, each file checked against its digest, and tries them on the
 * bundle's golden rows. The models used last stay in memory, so that going back is instant.
 * Thread-safe.
 */
public final class BundleLoader implements Models, AutoCloseable {
  /** The file of the trees. */
  public static final String TREES = "model.json";

  /** The file of rows with the answers that were given in training. */
  public static final String GOLDEN = "golden.json";

  /**
   * The file of the reference sample: the raw columns, the target if it is known, and one column
   * more with what {@link Reference#score} describes, null for rows that were not scored.
   */
  public static final String REFERENCE = "reference.parquet";

  /** The folder of a run's artifacts that its model is in. */
  public static final String MODEL_FOLDER = "model";

  private static final Logger LOG = LoggerFactory.getLogger(BundleLoader.class);

  private final Registry registry;
  private final Tracking tracking;
  private final ObjectStore objects;
  private final Engine engine;
  private final Workers workers;
  private final ModelFiles modelFiles;
  private final OnnxRuntime onnx;
  private final Loads loads;
  private final BundleCache cache;

  /** Loads from these. */
  public BundleLoader(
      Registry registry, Tracking tracking, ObjectStore objects, Engine engine, Runtimes runtimes) {
    this.registry = registry;
    this.tracking = tracking;
    this.objects = objects;
    this.engine = engine;
    this.workers = runtimes.workers();
    this.onnx = new OnnxRuntime(runtimes.limits().answer());
    this.modelFiles =
        new ModelFiles(onnx, runtimes.python(), Batching.Limits.usual(runtimes.limits().queue()));
    this.cache = new BundleCache(runtimes.limits().memoryBytes());
    this.loads = new Loads(runtimes.limits().load());
  }

  /**
   * What evaluates models, and how much they may take.
   *
   * @param workers that run models' own programs
   * @param python that loads Python models
   */
  public record Runtimes(Workers workers, PythonModels python, ModelLimits limits) {}

  @Override
  public Bundle load(String model, int version) {
    var id = new ModelVersionId(model, version);
    return load(
        id.toString(),
        () -> read(model, version, files(id.toString(), registry.versions().folder(id))));
  }

  @Override
  public Bundle load(RunId run) {
    String name = "run:" + run;
    return load(
        name,
        () -> {
          var root = tracking.runs().get(run).info().artifacts();
          return read(name, 0, files(name, new ArtifactFolder(root, MODEL_FOLDER)));
        });
  }

  @Override
  public Target target(String model, int version) {
    var id = new ModelVersionId(model, version);
    Bundle known = cache.find(id.toString());
    if (known != null) {
      return known.target();
    }
    BundleFiles files = files(id.toString(), registry.versions().folder(id));
    try {
      return files.find(BundleInfo.FILE).isEmpty()
          ? load(model, version).target()
          : Target.of(info(files.name(), files.bytes(BundleInfo.FILE)));
    } catch (IOException e) {
      throw unreadable(files, e);
    }
  }

  /** Who puts the deployment to sleep that was not asked for longest; whether there was one. */
  public void sleeper(BooleanSupplier puts) {
    cache.sleeper(puts);
  }

  /** Lets go of what is more than the memory that models may take. */
  public void trim() {
    cache.trim();
  }

  /** The memory that models may take and do take. */
  public ModelMemory memory() {
    List<ModelMemory.Held> held =
        cache.all().reversed().stream()
            .map(each ->
                new ModelMemory.Held(each.model(), each.version(), each.bytes(), each.uses()))
            .toList();
    return new ModelMemory(cache.budget(), held, cache.evictions());
  }

  /** How many bytes the version's files have. */
  public long fileBytes(ModelVersionId id) {
    BundleFiles files = files(id.toString(), registry.versions().folder(id));
    return files.artifacts().files(files.folder().root(), files.folder().path()).stream()
        .mapToLong(Artifact::size)
        .sum();
  }

  @Override
  public void close() {
    onnx.close();
  }

  private BundleFiles files(String name, ArtifactFolder folder) {
    return new BundleFiles(name, folder, tracking.artifacts(), objects);
  }

  private Bundle load(String key, Supplier<Bundle> read) {
    Bundle known = cache.find(key);
    if (known != null) {
      return known;
    }
    return loads.load(key, () -> kept(key, read));
  }

  private Bundle kept(String key, Supplier<Bundle> read) {
    Bundle loaded;
    try {
      loaded = read.get();
    } catch (NoriaException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever a file that somebody sent in makes of its reader, it is the file that is refused.
      LOG.warn("event=model_not_read model={}", key, e);
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "model " + key + ": cannot be read: " + e, e);
    } catch (OutOfMemoryError e) {
      LOG.warn("event=model_too_large model={}", key, e);
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: it needs more memory than this server's heap has left (%d bytes at most)"
              .formatted(key, Runtime.getRuntime().maxMemory()),
          e);
    }
    return cache.add(key, loaded);
  }

  private static BundleInfo info(String name, byte[] text) {
    try {
      return BundleInfo.fromJson(new String(text, StandardCharsets.UTF_8));
    } catch (NoriaException e) {
      throw refused(name, e);
    }
  }

  /** What a file that somebody sent in lacks is no loss of the server's. */
  private static NoriaException refused(String name, NoriaException e) {
    ErrorCode code = e.code() == ErrorCode.DATA_LOSS ? ErrorCode.FAILED_PRECONDITION : e.code();
    String message = e.getMessage();
    return new NoriaException(
        code, message.startsWith("model ") ? message : "model " + name + ": " + message, e);
  }

  private Bundle read(String model, int version, BundleFiles files) {
    try {
      if (files.find(BundleInfo.FILE).isEmpty()) {
        return imported(model, version, files);
      }
      byte[] text = files.bytes(BundleInfo.FILE);
      BundleInfo info = info(files.name(), text);
      files.requireListed(info.files());
      Artifact sample = files.find(REFERENCE).orElse(null);
      var reference = new LazyReference(() -> reference(info, sample));
      Scorer scorer = scorer(files, info, Digest.of(text));
      var bundle = new Bundle(model, version, info, scorer, reference::get);
      try {
        if (files.find(GOLDEN).isPresent()) {
          GoldenRows.parse(new String(files.bytes(GOLDEN), StandardCharsets.UTF_8)).check(bundle);
        }
      } catch (IOException | RuntimeException e) {
        bundle.release();
        throw e;
      }
      return bundle;
    } catch (IOException e) {
      throw unreadable(files, e);
    }
  }

  /** A model that other tools saved: what they wrote says what it takes and gives. */
  private Bundle imported(String model, int version, BundleFiles files) throws IOException {
    ModelFiles.Loaded loaded = modelFiles.load(files);
    try {
      BundleInfo info = loaded.info();
      Reference none = reference(info, null);
      return new Bundle(model, version, info, loaded.scorer(), () -> none);
    } catch (RuntimeException | Error e) {
      loaded.scorer().release();
      throw e;
    }
  }

  private static NoriaException unreadable(BundleFiles files, IOException e) {
    return new NoriaException(
        ErrorCode.UNAVAILABLE,
        "model " + files.name() + ": its files cannot be read: " + e.getMessage(),
        e);
  }

  private Scorer scorer(BundleFiles files, BundleInfo info, Digest digest) throws IOException {
    try {
      return switch (info.runtime()) {
        case TREES -> new TreeScorer(files.read(TREES, TreeModel::read), info);
        case LINEAR ->
            new LinearScorer(
                LinearModel.fromJson(
                    new String(files.bytes(LinearModel.FILE), StandardCharsets.UTF_8)),
                info);
        case COMMAND -> worker(files, info, digest);
        case MODEL_FILE ->
            throw new NoriaException(
                ErrorCode.FAILED_PRECONDITION, "runtime: none named in " + BundleInfo.FILE);
      };
    } catch (NoriaException e) {
      throw refused(files.name(), e);
    }
  }

  /**
   * A program runs only when training of this server's own wrote the bundle, and only the files
   * that the bundle lists are laid beside it: nothing that was sent in, and nothing that was put
   * underneath later, is ever run.
   */
  private Scorer worker(BundleFiles files, BundleInfo info, Digest digest) {
    if (registry.trusted().find(digest).isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: it answers by a program (%s), and no training of this server made it (expected: a model of a project's own training; a program that was sent in is not run)"
              .formatted(files.name(), info.predict()));
    }
    if (info.files().isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: it answers by a program and lists no files (expected: the digest of each)"
              .formatted(files.name()));
    }
    List<String> command = CommandLine.parse(info.predict());
    return new WorkerScorer(files.name(), info, workers, new Program(files, info, command));
  }

  /** How the bundle's program is started. */
  private record Program(BundleFiles files, BundleInfo info, List<String> command)
      implements Workers.Start {
    @Override
    public void layFiles(Path folder) throws IOException {
      files.lay(BundleInfo.FILE, folder);
      for (String file : info.files().keySet()) {
        files.lay(file, folder);
      }
    }

    @Override
    public Map<String, String> environment() {
      return Map.of(
          "NORIA_CLASSES",
          Json.write(info.classes()),
          "NORIA_FEATURES",
          Json.write(info.signature().names()),
          "NORIA_TARGET",
          info.target(),
          // An answer that waits in a buffer never comes.
          "PYTHONUNBUFFERED",
          "1",
          "PYTHONDONTWRITEBYTECODE",
          "1");
    }
  }

  private Reference reference(BundleInfo info, @Nullable Artifact sample) {
    List<FeatureColumn> features = info.signature().features();
    List<String> names = info.signature().names();
    if (sample == null) {
      List<Values> none = new ArrayList<>();
      for (FeatureColumn feature : features) {
        none.add(
            feature.type() == FeatureColumn.Type.STRING
                ? new Values.Texts(new int[0], List.of())
                : new Values.Numbers(new double[0]));
      }
      return new Reference(names, none, new double[0]);
    }
    Frame frame;
    try {
      Path file = objects.localFile(Objects.requireNonNull(sample.digest(), sample.path()));
      frame = engine.readParquet(List.of(file), List.of());
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "reference: " + e.getMessage(), e);
    }
    List<Values> values = new ArrayList<>();
    for (FeatureColumn feature : features) {
      values.add(Bundle.values(feature.type(), feature.name(), frame.column(feature.name())));
    }
    // By its place and not by its name: a person's table may have a column of any name.
    double[] seen =
        frame.names().stream()
            .filter(name -> !names.contains(name) && !name.equals(info.target()))
            .findFirst()
            .map(name -> known(frame.column(name)))
            .orElseGet(() -> new double[0]);
    return new Reference(names, values, seen);
  }

  private static double[] known(Column scores) {
    return IntStream.range(0, scores.size())
        .filter(row -> !scores.isNull(row))
        .mapToDouble(scores::number)
        .toArray();
  }

  /** Read at the first call. */
  private static final class LazyReference {
    private final Supplier<Reference> read;
    private @Nullable Reference value;

    LazyReference(Supplier<Reference> read) {
      this.read = read;
    }

    synchronized Reference get() {
      Reference known = value;
      if (known == null) {
        known = read.get();
        value = known;
      }
      return known;
    }
  }
}
