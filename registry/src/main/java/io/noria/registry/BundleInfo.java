package io.noria.registry;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code noria.json} of a model bundle: what one needs beside the trees to predict from
 * raw columns.
 *
 * @param format 1
 * @param signature the raw columns
 * @param objective how raw margins become answers
 * @param target the column it predicts
 * @param positiveLabel for a classifier, the label that a high probability speaks for; null for
 *     regression
 * @param negativeLabel for a classifier, the other label; null for regression
 * @param threshold for a classifier, the probability from which the positive label is predicted
 * @param trainedOn addresses of the dataset versions, in text form
 */
public record BundleInfo(
    int format,
    Signature signature,
    Objective objective,
    String target,
    @Nullable String positiveLabel,
    @Nullable String negativeLabel,
    double threshold,
    List<String> trainedOn) {
  /** The file's name in the bundle. */
  public static final String FILE = "noria.json";

  /** How raw margins become answers. */
  public enum Objective {
    /** A probability of the positive label, by the logistic function: {@code binary:logistic}. */
    BINARY,
    /** The margin itself: {@code reg:squarederror}. */
    REGRESSION;

    /** Lower case: the form in the file. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies. */
  public BundleInfo {
    trainedOn = List.copyOf(trainedOn);
  }

  /** The file as it is written: the names of types and objectives in lower case. */
  private record Wire(
      int format,
      WireSignature signature,
      String objective,
      String target,
      @Nullable String positiveLabel,
      @Nullable String negativeLabel,
      double threshold,
      List<String> trainedOn) {}

  private record WireSignature(List<WireColumn> features) {}

  private record WireColumn(String name, String type, List<String> categories) {}

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
            positiveLabel,
            negativeLabel,
            threshold,
            trainedOn));
  }

  /**
   * Reads the file's text.
   *
   * @throws io.noria.base.NoriaException DATA_LOSS when it is no such file
   */
  public static BundleInfo fromJson(String text) {
    Wire wire = Json.read(text, Wire.class);
    try {
      List<FeatureColumn> columns =
          wire.signature().features().stream()
              .map(c -> new FeatureColumn(c.name(), type(c.type()), c.categories()))
              .toList();
      return new BundleInfo(
          wire.format(),
          new Signature(columns),
          Objective.valueOf(wire.objective().toUpperCase(Locale.ROOT)),
          wire.target(),
          wire.positiveLabel(),
          wire.negativeLabel(),
          wire.threshold(),
          wire.trainedOn());
    } catch (IllegalArgumentException | NullPointerException | NoriaException e) {
      throw new NoriaException(ErrorCode.DATA_LOSS, FILE + ": " + e.getMessage(), e);
    }
  }

  private static FeatureColumn.Type type(String wire) {
    return FeatureColumn.Type.valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
