package io.noria.monitoring;

import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scored windows. Thread-safe. */
public interface WindowStore {
  /** Keeps the window. */
  void put(Transaction tx, Window window);

  /** The window of the id. */
  Optional<Window> find(String id);

  /** The deployment's windows within the stretch (null: without end), oldest first. */
  List<Window> list(String deployment, @Nullable Instant from, @Nullable Instant to);

  /** The newest window of the deployment. */
  Optional<Window> latest(String deployment);
}
