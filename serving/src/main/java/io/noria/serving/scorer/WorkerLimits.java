package io.noria.serving.scorer;

import java.time.Duration;

/**
 * What a model's own program may take.
 *
 * @param firstAnswer how long the first answer may take, the program's start included
 * @param answer how long the answer to one lot of lines may take
 * @param idle how long a worker is kept that nobody asks
 * @param leastPause before a start after one failure; doubles with each in a row
 * @param mostPause the longest pause
 * @param linesAtOnce rows in one lot
 * @param longestLine bytes of an answer
 */
public record WorkerLimits(
    Duration firstAnswer,
    Duration answer,
    Duration idle,
    Duration leastPause,
    Duration mostPause,
    int linesAtOnce,
    int longestLine) {
  /** Validates. */
  public WorkerLimits {
    if (linesAtOnce < 1 || longestLine < 1 || !answer.isPositive() || !firstAnswer.isPositive()) {
      throw new IllegalArgumentException(
          "worker: %d lines at once of %d bytes, answers within %s and %s (expected: 1 or more)"
              .formatted(linesAtOnce, longestLine, firstAnswer, answer));
    }
  }

  /** Two minutes to start, half a minute a lot of 500 rows, kept for a quarter of an hour. */
  public static WorkerLimits usual() {
    return new WorkerLimits(
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        Duration.ofMinutes(15),
        Duration.ofMillis(500),
        Duration.ofMinutes(1),
        500,
        256 << 10);
  }

  /** The same with other times to answer. */
  public WorkerLimits withAnswers(Duration first, Duration later) {
    return new WorkerLimits(first, later, idle, leastPause, mostPause, linesAtOnce, longestLine);
  }

  /** The same with other pauses. */
  public WorkerLimits withPauses(Duration least, Duration most) {
    return new WorkerLimits(firstAnswer, answer, idle, least, most, linesAtOnce, longestLine);
  }

  /** The same with another time that an unasked worker is kept. */
  public WorkerLimits withIdle(Duration time) {
    return new WorkerLimits(
        firstAnswer, answer, time, leastPause, mostPause, linesAtOnce, longestLine);
  }

  /** The pause after so many failures in a row. */
  Duration pause(int failures) {
    Duration pause = leastPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(mostPause) > 0 ? mostPause : pause;
  }
}
