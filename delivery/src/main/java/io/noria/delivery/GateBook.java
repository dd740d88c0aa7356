package io.noria.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gates and the verdicts given at them. Thread-safe. */
public interface GateBook {
  /** Replaces the model's gates; the same again changes nothing. */
  void bind(String model, List<Gate> gates);

  /** The model's gates, in the order given. */
  List<Gate> gates(String model);

  /** The gate of the name, if the model has it. */
  Optional<Gate> gate(String model, String name);

  /**
   * One verdict.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND
   */
  Verdict verdict(String id);

  /** The model's verdicts, newest first; only the version's when one is given. */
  List<Verdict> verdicts(String model, @Nullable Integer version);

  /**
   * The PASS that would let the version through the gate now, if there is one.
   *
   * @param champion the version that the gate's alias points at now; null for none
   */
  Optional<Verdict> standing(
      String model, int version, String gate, @Nullable Integer champion, Instant now);
}
