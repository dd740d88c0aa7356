package io.noria.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody should know before using a version, filled from what was recorded. Sections after
 * Google's Model Cards (Mitchell et al., 2019, arXiv:1810.03993).
 *
 * @param details what it is
 * @param intendedUse what for
 * @param trainingData the dataset versions it was trained on
 * @param metrics how good it is, on what
 * @param limitations where it does not hold; may be empty
 * @param ethics ethical considerations; may be empty
 */
public record ModelCard(
    Details details,
    IntendedUse intendedUse,
    List<Data> trainingData,
    List<Measured> metrics,
    List<String> limitations,
    List<String> ethics) {
  /** Copies. */
  public ModelCard {
    trainingData = List.copyOf(trainingData);
    metrics = List.copyOf(metrics);
    limitations = List.copyOf(limitations);
    ethics = List.copyOf(ethics);
  }

  /** The same card for the version of another name: of a copy, or after a rename. */
  public ModelCard of(ModelVersionId id) {
    Details named =
        new Details(
            id.model(),
            id.version(),
            details.trainer(),
            details.owner(),
            details.run(),
            details.createdAt(),
            details.license());
    return new ModelCard(named, intendedUse, trainingData, metrics, limitations, ethics);
  }

  /**
   * What it is.
   *
   * @param model the model's name
   * @param version the number
   * @param trainer what trained it, for example {@code xgboost}
   * @param owner whom to ask; empty when nobody said
   * @param run the run that made it, or null
   * @param createdAt ISO instant
   * @param license empty when nobody said
   */
  public record Details(
      String model,
      int version,
      String trainer,
      String owner,
      @Nullable String run,
      String createdAt,
      String license) {}

  /**
   * What it is for.
   *
   * @param question the question that it answers
   * @param decision what is decided by the answer
   * @param outOfScope what it is not for; may be empty
   */
  public record IntendedUse(String question, String decision, List<String> outOfScope) {
    /** Copies. */
    public IntendedUse {
      outOfScope = List.copyOf(outOfScope);
    }
  }

  /**
   * Data it was made from.
   *
   * @param ref the dataset version's address in text form
   * @param digest of the bytes
   * @param rows how many; null when unknown
   * @param from first moment covered, ISO instant, or null
   * @param to last moment covered, ISO instant, or null
   */
  public record Data(
      String ref, String digest, @Nullable Long rows, @Nullable String from, @Nullable String to) {}

  /**
   * A measured value.
   *
   * @param name the metric
   * @param value its value
   * @param low lower end of its interval, or null
   * @param high upper end of its interval, or null
   * @param level the interval's level, for example 0.95, or null
   * @param on the data it was measured on
   * @param evidence the address of the run or verdict, in text form
   */
  public record Measured(
      String name,
      double value,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double level,
      String on,
      String evidence) {}
}
