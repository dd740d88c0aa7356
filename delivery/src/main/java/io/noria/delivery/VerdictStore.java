package io.noria.delivery;

import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gates and verdicts. Thread-safe. */
public interface VerdictStore {
  /** Replaces the model's gates. */
  void bind(String model, List<Gate> gates);

  /** The model's gates, in the order given. */
  List<Gate> gates(String model);

  /** The model's gates, as the transaction sees them. */
  List<Gate> gates(Transaction tx, String model);

  /** Keeps a verdict. */
  void put(Transaction tx, Verdict verdict, @Nullable String key);

  /** The verdict of the id. */
  Optional<Verdict> find(String id);

  /** The verdict that was given for the key. */
  Optional<Verdict> findByKey(String key);

  /** Newest first; of one version, or of all (null). */
  List<Verdict> list(String model, @Nullable Integer version);

  /** The newest of the version at the gate. */
  Optional<Verdict> latest(String model, int version, String gate);

  /** The newest of the version at the gate, as the transaction sees it. */
  Optional<Verdict> latest(Transaction tx, String model, int version, String gate);
}
