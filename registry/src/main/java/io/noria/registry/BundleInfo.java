package io.noria.registry;

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
    @com.fasterxml.jackson.annotation.JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies. */
  public BundleInfo {
    trainedOn = List.copyOf(trainedOn);
  }

  /** The file's text. */
  public String toJson() {
    return Json.write(this);
  }

  /**
   * Reads the file's text.
   *
   * @throws io.noria.base.NoriaException DATA_LOSS when it is no such file
   */
  public static BundleInfo fromJson(String text) {
    return Json.read(text, BundleInfo.class);
  }
}
