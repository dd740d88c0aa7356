package io.noria.delivery;

import java.time.Instant;
import java.util.Optional;

/** The port through which it is found up to when a model's training data reached. */
@FunctionalInterface
public interface TrainingEnds {
  /** The event time of the newest row that the version was trained on; empty when not recorded. */
  Optional<Instant> of(String model, int version);
}
