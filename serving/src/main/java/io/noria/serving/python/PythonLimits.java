package io.noria.serving.python;

import io.noria.base.NoriaException;
import java.time.Duration;

/**
 * What a model's workers may take.
 *
 * @param workers processes at most; the first is started at once, more when requests wait
 * @param spare processes kept when nobody asks: 0 or 1
 * @param time the times
 * @param memoryBytes of data that each may have; 0 for no limit
 * @param recycleAfter requests after which a worker is replaced; 0 for never
 * @param grownBytes a worker is replaced when it holds so much more than after its start; 0 for
 *     never
 * @param queue requests that may wait
 * @param batchRows rows that waiting requests are put together to; 1 for never
 * @param frameBytes the longest request and the longest answer
 */
public record PythonLimits(
    int workers,
    int spare,
    Times time,
    long memoryBytes,
    int recycleAfter,
    long grownBytes,
    int queue,
    int batchRows,
    long frameBytes) {
  /**
   * How long things may take.
   *
   * @param load from the start of a worker until it knows its model
   * @param answer for one request or batch; the wait for a worker may take as long again
   * @param turn a request that would wait longer for a worker, by how quickly those before it were
   *     answered, is refused at once
   * @param idle after which a worker is ended that nobody asks
   * @param leastPause before a start after one failure; doubles with each in a row
   * @param mostPause the longest such
   */
  public record Times(
      Duration load,
      Duration answer,
      Duration turn,
      Duration idle,
      Duration leastPause,
      Duration mostPause) {
    /** Validates. */
    public Times {
      for (Duration one : new Duration[] {load, answer, turn, idle, leastPause, mostPause}) {
        if (!one.isPositive()) {
          throw NoriaException.invalid("time of a Python worker: " + one + " (expected: above 0)");
        }
      }
    }
  }

  /** Validates. */
  public PythonLimits {
    check("workers", workers, 1, 1024);
    check("spare workers", spare, 0, 1);
    check("queue", queue, 1, 1 << 20);
    check("rows of a batch", batchRows, 1, 1 << 20);
    check("requests before a replacement", recycleAfter, 0, Integer.MAX_VALUE);
    if (memoryBytes < 0 || grownBytes < 0 || frameBytes < 1 << 16 || frameBytes > 1 << 30) {
      throw NoriaException.invalid(
          "memory %d, growth %d, frames of %d bytes (expected: 0 or more, and frames of 64 kB to 1 GB)"
              .formatted(memoryBytes, grownBytes, frameBytes));
    }
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw NoriaException.invalid(
          "%s of a Python model: %d (expected: %d to %d)".formatted(name, value, least, most));
    }
  }

  /**
   * As many workers as the machine has cores, one kept; two minutes to load, half a minute to
   * answer, nobody who would wait five seconds; ended after ten idle minutes; replaced when grown
   * by 1 GB; 1000 may wait, put together to 256 rows; frames of 256 MB; no limit of memory.
   */
  public static PythonLimits usual() {
    var times =
        new Times(
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMillis(200),
            Duration.ofMinutes(1));
    return new PythonLimits(
        Runtime.getRuntime().availableProcessors(),
        1,
        times,
        0,
        0,
        1L << 30,
        1000,
        256,
        256L << 20);
  }

  /** The same with so many workers, and so many kept. */
  public PythonLimits withWorkers(int most, int kept) {
    return new PythonLimits(
        most, kept, time, memoryBytes, recycleAfter, grownBytes, queue, batchRows, frameBytes);
  }

  /** The same with other times. */
  public PythonLimits withTimes(Times other) {
    return new PythonLimits(
        workers, spare, other, memoryBytes, recycleAfter, grownBytes, queue, batchRows, frameBytes);
  }

  /** The same with another time to answer. */
  public PythonLimits withAnswer(Duration answer) {
    return withTimes(
        new Times(time.load, answer, time.turn, time.idle, time.leastPause, time.mostPause));
  }

  /** The same with a limit of memory; 0 for none. */
  public PythonLimits withMemory(long bytes) {
    return new PythonLimits(
        workers, spare, time, bytes, recycleAfter, grownBytes, queue, batchRows, frameBytes);
  }

  /** The same with a worker replaced after so many requests, or grown by so much. */
  public PythonLimits withRecycling(int requests, long grown) {
    return new PythonLimits(
        workers, spare, time, memoryBytes, requests, grown, queue, batchRows, frameBytes);
  }

  /** The same with so many that may wait, and rows put together. */
  public PythonLimits withQueue(int waiting, int rows) {
    return new PythonLimits(
        workers, spare, time, memoryBytes, recycleAfter, grownBytes, waiting, rows, frameBytes);
  }

  /** The same with frames of so many bytes at most. */
  public PythonLimits withFrames(long bytes) {
    return new PythonLimits(
        workers, spare, time, memoryBytes, recycleAfter, grownBytes, queue, batchRows, bytes);
  }

  /** The pause after so many failures in a row, before jitter. */
  Duration pause(int failures) {
    Duration pause = time.leastPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(time.mostPause) > 0 ? time.mostPause : pause;
  }
}
