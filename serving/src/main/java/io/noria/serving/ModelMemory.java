package io.noria.serving;

import java.util.List;

/**
 * The memory that models take.
 *
 * @param budgetBytes that all of them may take; 0 for any
 * @param held who is in memory, the one used last first
 * @param evictions how many were let go of for want of memory since the server started
 */
public record ModelMemory(long budgetBytes, List<Held> held, long evictions) {
  /** Nothing known. */
  public static final ModelMemory NONE = new ModelMemory(0, List.of(), 0);

  /** Copies. */
  public ModelMemory {
    held = List.copyOf(held);
  }

  /** Bytes that all of them take. */
  public long usedBytes() {
    return held.stream().mapToLong(Held::bytes).sum();
  }

  /**
   * One model in memory.
   *
   * @param version 0 when it is not registered
   * @param bytes of this process and of those that work for the model
   * @param uses how many deployments, variants and requests hold it; 0 when it is kept for going
   *     back
   */
  public record Held(String model, int version, long bytes, int uses) {}
}
