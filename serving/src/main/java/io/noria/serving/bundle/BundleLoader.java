package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.Models;
import io.noria.serving.Reference;
import io.noria.serving.Values;
import io.noria.serving.tree.TreeEnsemble;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Loads model versions from their artifacts, each file checked against its digest, and tries them
 * on the bundle's golden rows. The versions used last stay in memory, so that going back is
 * instant. Thread-safe.
 */
public final class BundleLoader implements Models {
  /** The file of the trees. */
  public static final String TREES = "model.json";

  /** The file of rows with the answers that the training library gave. */
  public static final String GOLDEN = "golden.json";

  /** The file of the reference sample. */
  public static final String REFERENCE = "reference.parquet";

  /** The reference's column of scores; null for rows that were not scored. */
  public static final String SCORE = "score";

  private static final int KEPT = 8;

  private final Registry registry;
  private final ArtifactStore artifacts;
  private final ObjectStore objects;
  private final Engine engine;
  private final Map<ModelVersionId, Bundle> recent = new LinkedHashMap<>(16, 0.75f, true);

  /** Loads from these. */
  public BundleLoader(
      Registry registry, ArtifactStore artifacts, ObjectStore objects, Engine engine) {
    this.registry = registry;
    this.artifacts = artifacts;
    this.objects = objects;
    this.engine = engine;
  }

  @Override
  public Bundle load(String model, int version) {
    var id = new ModelVersionId(model, version);
    synchronized (recent) {
      Bundle known = recent.get(id);
      if (known != null) {
        return known;
      }
    }
    Bundle loaded = read(id);
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

  private Bundle read(ModelVersionId id) {
    ArtifactFolder folder = registry.versions().folder(id);
    try {
      byte[] text = bytes(id, folder, BundleInfo.FILE);
      BundleInfo info = BundleInfo.fromJson(new String(text, StandardCharsets.UTF_8));
      TreeEnsemble trees;
      Artifact treesFile = file(id, folder, TREES);
      try (var checked = new Checked(objects.open(digest(treesFile)), digest(treesFile))) {
        trees = TreeEnsemble.readXgboost(new LeftOpen(checked.stream));
        checked.verify(id + "/" + TREES);
      }
      Artifact sample = artifacts.find(folder.root(), path(folder, REFERENCE)).orElse(null);
      var reference = new LazyReference(() -> reference(info, sample));
      var bundle = new Bundle(id, info, trees, reference::get);
      if (artifacts.find(folder.root(), path(folder, GOLDEN)).isPresent()) {
        GoldenRows.parse(new String(bytes(id, folder, GOLDEN), StandardCharsets.UTF_8))
            .check(bundle);
      }
      return bundle;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "model " + id + ": its files cannot be read: " + e.getMessage(),
          e);
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
      Path file = objects.localFile(digest(sample));
      frame = engine.readParquet(List.of(file), List.of());
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "reference: " + e.getMessage(), e);
    }
    List<Values> values = new ArrayList<>();
    for (FeatureColumn feature : features) {
      values.add(Bundle.values(feature.type(), feature.name(), frame.column(feature.name())));
    }
    Column scores = frame.column(SCORE);
    double[] seen =
        IntStream.range(0, frame.rows())
            .filter(row -> !scores.isNull(row))
            .mapToDouble(scores::number)
            .toArray();
    return new Reference(names, values, seen);
  }

  private byte[] bytes(ModelVersionId id, ArtifactFolder folder, String name) throws IOException {
    Artifact file = file(id, folder, name);
    try (var checked = new Checked(objects.open(digest(file)), digest(file))) {
      byte[] bytes = checked.stream.readAllBytes();
      checked.verify(id + "/" + name);
      return bytes;
    }
  }

  private Artifact file(ModelVersionId id, ArtifactFolder folder, String name) {
    return artifacts
        .find(folder.root(), path(folder, name))
        .orElseThrow(() ->
            new NoriaException(
                ErrorCode.FAILED_PRECONDITION,
                "model %s: no file %s in %s (expected: a bundle as training writes it)"
                    .formatted(id, name, folder.path())));
  }

  private static String path(ArtifactFolder folder, String name) {
    return folder.path().isEmpty() ? name : folder.path() + "/" + name;
  }

  private static Digest digest(Artifact file) {
    return java.util.Objects.requireNonNull(file.digest(), file.path());
  }

  /** Reads a stream and compares its digest at the end. */
  private static final class Checked implements AutoCloseable {
    private final DigestInputStream stream;
    private final Digest expected;

    Checked(InputStream raw, Digest expected) {
      this.expected = expected;
      try {
        this.stream = new DigestInputStream(raw, MessageDigest.getInstance("SHA-256"));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    void verify(String what) throws IOException {
      stream.transferTo(java.io.OutputStream.nullOutputStream());
      String found = HexFormat.of().formatHex(stream.getMessageDigest().digest());
      if (!found.equals(expected.value())) {
        throw new NoriaException(
            ErrorCode.DATA_LOSS, what + ": digest " + found + " (expected: " + expected + ")");
      }
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** Whoever reads the trees closes the stream, but its rest counts for the digest too. */
  private static final class LeftOpen extends BufferedInputStream {
    LeftOpen(InputStream stream) {
      super(stream, 1 << 16);
    }

    @Override
    public void close() {
      // The owner of the stream closes it.
    }
  }

  /** Read at the first call. */
  private static final class LazyReference {
    private final java.util.function.Supplier<Reference> read;
    private @Nullable Reference value;

    LazyReference(java.util.function.Supplier<Reference> read) {
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
