package io.noria.registry;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code noria.json} of a model bundle: what one needs beside the model's own file to
 * predict from raw columns.
 *
 * @param format 1
 * @param signature the raw columns
 * @param objective what is predicted
 * @param target the column it predicts
 * @param classes the labels, in the order of the model's probabilities: negative then positive of
 *     two; empty for regression
 * @param threshold of two classes, the probability from which the positive label is predicted
 * @param trainedOn addresses of the dataset versions, in text form
 * @param runtime what evaluates the model
 * @param predict for {@link Runtime#COMMAND}, the command line that answers rows, run in the
 *     bundle's folder; empty otherwise
 * @param files SHA-256 (64 hex digits) of the bundle's other files by path, so that whoever knows
 *     this file's digest knows all of them; may be empty unless a command answers
 */
public record BundleInfo(
    int format,
    Signature signature,
    Objective objective,
    String target,
    List<String> classes,
    double threshold,
    List<String> trainedOn,
    Runtime runtime,
    String predict,
    Map<String, String> files) {
  /** The file's name in the bundle. */
  public static final String FILE = "noria.json";

  /** What is predicted. */
  public enum Objective {
    /** The probability of the positive one of two labels. */
    BINARY,
    /** A probability for each of three or more labels. */
    MULTICLASS,
    /** A number. */
    REGRESSION;

    /** Lower case: the form in the file. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What evaluates a model. */
  public enum Runtime {
    /** Boosted trees in {@code model.json}, as XGBoost saves them. */
    TREES,
    /** Weights in {@code linear.json}. */
    LINEAR,
    /** A program of the project's own: a worker that answers a line for each row. */
    COMMAND,
    /** The file of another library, as it was saved: never written, found where it is missing. */
    MODEL_FILE;

    /** Lower case: the form in the file. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Validates and copies. */
  public BundleInfo {
    classes = List.copyOf(classes);
    trainedOn = List.copyOf(trainedOn);
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    boolean fits =
        switch (objective) {
          case BINARY -> classes.size() == 2;
          case MULTICLASS -> classes.size() > 2;
          case REGRESSION -> classes.isEmpty();
        };
    if (!fits) {
      throw NoriaException.invalid(
          "classes: %s (expected: two for binary, more for multiclass, none for regression; it is %s)"
              .formatted(classes, objective.wire()));
    }
  }

  /** A bundle that does not list its files. */
  public BundleInfo(
      int format,
      Signature signature,
      Objective objective,
      String target,
      List<String> classes,
      double threshold,
      List<String> trainedOn,
      Runtime runtime,
      String predict) {
    this(
        format, signature, objective, target, classes, threshold, trainedOn, runtime, predict,
        Map.of());
  }

  /** The same, with the digests of all files that lie in the bundle's folder now. */
  public BundleInfo withFilesOf(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (!path.equals(FILE)) {
          digests.put(path, Digest.ofFile(file).value());
        }
      }
    }
    return new BundleInfo(
        format, signature, objective, target, classes, threshold, trainedOn, runtime, predict,
        digests);
  }

  /** A bundle of trees. */
  public static BundleInfo trees(
      Signature signature,
      Objective objective,
      String target,
      List<String> classes,
      List<String> trainedOn) {
    return new BundleInfo(
        1, signature, objective, target, classes, 0.5, trainedOn, Runtime.TREES, "");
  }

  /** Of two classes the label that a high probability speaks for; null otherwise. */
  public @Nullable String positiveLabel() {
    return objective == Objective.BINARY ? classes.getLast() : null;
  }

  /** Of two classes the other label; null otherwise. */
  public @Nullable String negativeLabel() {
    return objective == Objective.BINARY ? classes.getFirst() : null;
  }

  /** The file as it is written: the names of types and objectives in lower case. */
  private record Wire(
      int format,
      @Nullable WireSignature signature,
      @Nullable String objective,
      @Nullable String target,
      @Nullable String positiveLabel,
      @Nullable String negativeLabel,
      @Nullable List<String> classes,
      double threshold,
      @Nullable List<String> trainedOn,
      @Nullable String runtime,
      @Nullable String predict,
      @Nullable Map<String, String> files) {
    /** The first bundles named the two labels only, and were all trees. */
    List<String> labels() {
      return classes != null
          ? classes
          : positiveLabel == null
              ? List.of()
              : List.of(String.valueOf(negativeLabel), positiveLabel);
    }
  }

  private record WireSignature(@Nullable List<WireColumn> features) {}

  private record WireColumn(
      @Nullable String name, @Nullable String type, @Nullable List<String> categories) {}

  /** The file's text. */
  public String toJson() {
    List<WireColumn> columns =
        signature.features().stream()
            .map(f -> new WireColumn(f.name(), f.type().wire(), f.categories()))
            .toList();
    return Json.write(
        new Wire(
            format,
            new WireSignature(columns),
            objective.wire(),
            target,
            positiveLabel(),
            negativeLabel(),
            classes,
            threshold,
            trainedOn,
            runtime.wire(),
            predict,
            files.isEmpty() ? null : files));
  }

  /**
   * Reads the file's text.
   *
   * @throws io.noria.base.NoriaException DATA_LOSS when it is no such file
   */
  public static BundleInfo fromJson(String text) {
    Wire wire = Json.read(text, Wire.class);
    try {
      WireSignature signature = given("signature", wire.signature());
      List<FeatureColumn> columns =
          given("signature.features", signature.features()).stream()
              .map(BundleInfo::column)
              .toList();
      return new BundleInfo(
          wire.format(),
          new Signature(columns),
          one("objective", Objective.class, wire.objective()),
          given("target", wire.target()),
          wire.labels(),
          wire.threshold(),
          wire.trainedOn() == null ? List.of() : wire.trainedOn(),
          wire.runtime() == null ? Runtime.TREES : one("runtime", Runtime.class, wire.runtime()),
          wire.predict() == null ? "" : wire.predict(),
          wire.files() == null ? Map.of() : wire.files());
    } catch (IllegalArgumentException | NullPointerException | NoriaException e) {
      throw new NoriaException(ErrorCode.DATA_LOSS, FILE + ": " + e.getMessage(), e);
    }
  }

  private static FeatureColumn column(WireColumn wire) {
    String name = given("name of a feature", wire.name());
    return new FeatureColumn(
        name,
        one("type of " + name, FeatureColumn.Type.class, wire.type()),
        wire.categories() == null ? List.of() : wire.categories());
  }

  private static <T> T given(String what, @Nullable T member) {
    if (member == null) {
      throw NoriaException.invalid(what + ": nothing (expected: a value)");
    }
    return member;
  }

  private static <E extends Enum<E>> E one(String what, Class<E> among, @Nullable String wire) {
    String given = given(what, wire);
    for (E each : among.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(given)) {
        return each;
      }
    }
    List<String> names =
        java.util.Arrays.stream(among.getEnumConstants())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .toList();
    throw NoriaException.invalid(
        what + ": " + given + " (expected: one of " + String.join(", ", names) + ")");
  }
}
