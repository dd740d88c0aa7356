package io.noria.registry;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code linear.json} of a bundle that a linear model answers from: a margin for each
 * output is an intercept and a weighted sum of encoded columns. One output of two classes (the
 * logistic function makes it the positive class's probability) and of a regression (the number);
 * one for each class of more (softmax makes them probabilities).
 *
 * @param intercepts one for each output
 * @param columns what the weights belong to
 * @param weights for each of the columns one for each output
 */
public record LinearModel(
    List<Double> intercepts, List<Encoded> columns, List<List<Double>> weights) {
  /** The file's name in the bundle. */
  public static final String FILE = "linear.json";

  private static final int FORMAT = 1;

  /** A column as the weights see it, made of one raw column. */
  public sealed interface Encoded {
    /** The raw column. */
    String feature();
  }

  /**
   * A number (true is 1, false 0), standardised: less the mean, by the scale. A missing one counts
   * as the mean, so as 0.
   *
   * @param scale above 0
   */
  public record Number(String feature, double mean, double scale) implements Encoded {}

  /** 1 where the raw value is missing, or a text that is not in the dictionary; else 0. */
  public record Missing(String feature) implements Encoded {}

  /**
   * 1 where the raw value is this text; else 0.
   *
   * @param value one of the raw column's categories
   */
  public record Category(String feature, String value) implements Encoded {}

  /** Validates and copies. */
  public LinearModel {
    intercepts = List.copyOf(intercepts);
    columns = List.copyOf(columns);
    weights = weights.stream().map(List::copyOf).toList();
    int outputs = intercepts.size();
    if (outputs == 0 || weights.size() != columns.size()) {
      throw NoriaException.invalid(
          "linear model: %d intercepts, %d columns, %d rows of weights (expected: at least one intercept, a row for each column)"
              .formatted(outputs, columns.size(), weights.size()));
    }
    requireFinite("intercepts", intercepts);
    for (int i = 0; i < columns.size(); i++) {
      if (weights.get(i).size() != outputs) {
        throw NoriaException.invalid(
            "linear model: %d weights of %s (expected: %d)"
                .formatted(weights.get(i).size(), columns.get(i), outputs));
      }
      requireFinite("weights of " + columns.get(i), weights.get(i));
      if (columns.get(i) instanceof Number number
          && !(Double.isFinite(number.mean())
              && Double.isFinite(number.scale())
              && number.scale() > 0)) {
        throw NoriaException.invalid(
            "linear model: %s (expected: a mean and a scale above 0)".formatted(number));
      }
    }
  }

  private static void requireFinite(String what, List<Double> numbers) {
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw NoriaException.invalid(
            "linear model: %s %s (expected: finite numbers)".formatted(what, numbers));
      }
    }
  }

  /** How many margins a row gets. */
  public int outputs() {
    return intercepts.size();
  }

  /**
   * Makes it ready to answer rows of the signature.
   *
   * @throws NoriaException FAILED_PRECONDITION when it does not fit the signature or the classes
   */
  public LinearPredictor predictor(BundleInfo info) {
    return new LinearPredictor(this, info);
  }

  private record Wire(
      int format,
      @Nullable List<Double> intercepts,
      @Nullable List<WireColumn> columns,
      @Nullable List<List<Double>> weights) {}

  private record WireColumn(
      String feature,
      String kind,
      @Nullable Double mean,
      @Nullable Double scale,
      @Nullable String value) {
    static WireColumn of(Encoded column) {
      return switch (column) {
        case Number number ->
            new WireColumn(number.feature(), "number", number.mean(), number.scale(), null);
        case Missing missing -> new WireColumn(missing.feature(), "missing", null, null, null);
        case Category category ->
            new WireColumn(category.feature(), "category", null, null, category.value());
      };
    }

    Encoded column() {
      return switch (kind.toLowerCase(Locale.ROOT)) {
        case "number" -> new Number(feature, given("mean", mean), given("scale", scale));
        case "missing" -> new Missing(feature);
        case "category" -> new Category(feature, given("value", value));
        default ->
            throw NoriaException.invalid(
                "kind: " + kind + " (expected: one of number, missing, category)");
      };
    }

    private <T> T given(String name, @Nullable T member) {
      if (member == null) {
        throw NoriaException.invalid(
            "%s of %s %s: nothing (expected: a value)".formatted(name, kind, feature));
      }
      return member;
    }
  }

  /** The file's text. */
  public String toJson() {
    return Json.write(
        new Wire(FORMAT, intercepts, columns.stream().map(WireColumn::of).toList(), weights));
  }

  /**
   * Reads the file's text.
   *
   * @throws NoriaException FAILED_PRECONDITION for a later format, DATA_LOSS when it is no such
   *     file
   */
  public static LinearModel fromJson(String text) {
    Wire wire = Json.read(text, Wire.class);
    if (wire.format() != FORMAT) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "%s: format %d (expected: %d)".formatted(FILE, wire.format(), FORMAT));
    }
    try {
      if (wire.intercepts() == null || wire.columns() == null || wire.weights() == null) {
        throw NoriaException.invalid(
            "intercepts, columns and weights: one of them is missing (expected: lists)");
      }
      List<Encoded> columns = new ArrayList<>();
      wire.columns().forEach(column -> columns.add(column.column()));
      return new LinearModel(wire.intercepts(), columns, wire.weights());
    } catch (NullPointerException | NoriaException e) {
      throw new NoriaException(ErrorCode.DATA_LOSS, FILE + ": " + e.getMessage(), e);
    }
  }
}
