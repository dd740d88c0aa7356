package io.noria.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one version of a deployment has answered since this server started.
 *
 * @param model the registered model
 * @param version its version
 * @param lastAsked when it answered last; null as long as it did not
 * @param rows answered rows
 * @param answered requests answered
 * @param failed requests refused or failed, from the beginning to the refusal
 * @param input the part of the answered requests' time before the model was asked
 * @param queue the part that they waited for the model
 * @param infer the part that the model took; a request that was answered together with others took
 *     as long as all of them
 * @param output the part after it
 * @param batches how often the model was evaluated, by rows at once, ascending
 */
public record VersionFigures(
    String model,
    int version,
    @Nullable Instant lastAsked,
    long rows,
    Spent answered,
    Spent failed,
    Spent input,
    Spent queue,
    Spent infer,
    Spent output,
    List<Batch> batches) {
  /** Copies. */
  public VersionFigures {
    batches = List.copyOf(batches);
  }

  /**
   * So often, in all so long.
   *
   * @param count how often
   * @param time the sum
   */
  public record Spent(long count, Duration time) {
    /** Never. */
    public static final Spent NOTHING = new Spent(0, Duration.ZERO);

    /** Both. */
    public Spent plus(Spent other) {
      return new Spent(count + other.count, time.plus(other.time));
    }
  }

  /**
   * Evaluations of the model with so many rows at once.
   *
   * @param rows at once; 0 for sizes beyond the first thousand different ones
   * @param spent how often, and how long the model took
   */
  public record Batch(int rows, Spent spent) {}

  /** Of a version that was not asked. */
  public static VersionFigures none(String model, int version) {
    Spent none = Spent.NOTHING;
    return new VersionFigures(
        model, version, null, 0, none, none, none, none, none, none, List.of());
  }

  /** Both, of one version. */
  public VersionFigures plus(VersionFigures other) {
    Map<Integer, Spent> sizes = new TreeMap<>();
    batches.forEach(each -> sizes.put(each.rows(), each.spent()));
    other.batches.forEach(each -> sizes.merge(each.rows(), each.spent(), Spent::plus));
    Instant last = other.lastAsked;
    return new VersionFigures(
        model,
        version,
        last == null || (lastAsked != null && lastAsked.isAfter(last)) ? lastAsked : last,
        rows + other.rows,
        answered.plus(other.answered),
        failed.plus(other.failed),
        input.plus(other.input),
        queue.plus(other.queue),
        infer.plus(other.infer),
        output.plus(other.output),
        sizes.entrySet().stream().map(each -> new Batch(each.getKey(), each.getValue())).toList());
  }

  /** How often the model was evaluated. */
  public long executions() {
    return batches.stream().mapToLong(batch -> batch.spent().count()).sum();
  }
}
