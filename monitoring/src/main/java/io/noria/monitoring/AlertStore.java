package io.noria.monitoring;

import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Alerts and their history. Thread-safe. */
public interface AlertStore {
  /** Keeps a new alert with its history. */
  void put(Transaction tx, Alert alert);

  /** Keeps the alert's state and adds the last change of its history. */
  void change(Transaction tx, Alert alert);

  /** The alert of the id. */
  Optional<Alert> find(String id);

  /** The alert of the id, as the transaction sees it. */
  Optional<Alert> find(Transaction tx, String id);

  /** Until when the watch of the column was silenced last, if ever. */
  Optional<Instant> silencedUntil(Transaction tx, String deployment, String watch, String column);

  /** The deployment's open alerts, by watch and column, as the transaction sees them. */
  List<Alert> open(Transaction tx, String deployment);

  /** Newest first; of one deployment, or of all (null). */
  List<Alert> list(@Nullable String deployment, boolean openOnly);
}
