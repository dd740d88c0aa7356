package io.noria.delivery;

import java.time.Instant;
import java.util.Optional;

/** The port through which it is found what a model has been trained on, as far as judging asks. */
@FunctionalInterface
public interface TrainingEnds {
  /** The event time of the newest row that the version was trained on; empty when not recorded. */
  Optional<Instant> of(String model, int version);

  /**
   * How the rows were chosen that the version was not trained on, in every version of its data (for
   * example {@code 20% by id}); empty when none were kept apart.
   */
  default Optional<String> holdout(String model, int version) {
    return Optional.empty();
  }
}
