package io.noria.monitoring;

import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is watched, and how far each deployment's windows have come. Thread-safe. */
public interface WatchStore {
  /** Keeps the spec; the deployment's place in event time stays. */
  void put(WatchSpec spec);

  /** The spec of the deployment. */
  Optional<WatchSpec> find(String deployment);

  /** All, by deployment. */
  List<WatchSpec> list();

  /** Where the next window starts; empty before the first. */
  Optional<Instant> cursor(String deployment);

  /** Moves the place, in the transaction of the window that ends there. */
  void moveCursor(Transaction tx, String deployment, Instant to);
}
