package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Optional;

/** Every drift test there is; project files, pages and documentation read this list. */
public final class DriftTests {
  /** All of them. */
  public static final List<DriftTest> ALL =
      List.of(
          new Psi(),
          new KolmogorovSmirnov(),
          new JensenShannon(),
          new ChiSquare(),
          new Wasserstein());

  private DriftTests() {}

  /**
   * The test of the name.
   *
   * @throws NoriaException INVALID_ARGUMENT with the names that there are
   */
  public static DriftTest named(String name) {
    return ALL.stream()
        .filter(test -> test.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            NoriaException.invalid(
                "drift test: "
                    + name
                    + " (expected: one of "
                    + ALL.stream().map(DriftTest::name).toList()
                    + ")"));
  }

  /** Why the two cannot be compared by the test; empty when they can. */
  static Optional<DriftScore> unfit(DriftTest test, Sample reference, Sample current) {
    if (reference.type() != current.type()) {
      return Optional.of(
          new DriftScore.NotApplicable(
              "the reference is " + reference.type() + ", the window is " + current.type()));
    }
    if (!test.appliesTo(reference.type())) {
      return Optional.of(
          new DriftScore.NotApplicable(
              test.name() + " does not compare " + reference.type() + " columns"));
    }
    if (reference.size() == 0 || current.size() == 0) {
      return Optional.of(
          new DriftScore.NotEnoughData(
              (reference.size() == 0 ? "the reference" : "the window") + " has no values"));
    }
    return Optional.empty();
  }
}
