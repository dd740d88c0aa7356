package io.noria.serving.deployment;

import io.noria.serving.ShadowFigures;
import io.noria.serving.Variant;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.log.LogEntry;
import io.noria.serving.scorer.RowBlock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A variant that is asked what the others are asked. It is asked after the answer was returned, by
 * threads of its own, a few requests at once; beyond that requests are skipped, so that a slow
 * shadow slows nobody. Thread-safe.
 */
final class Shadow {
  private static final int MOST_UNDER_WAY = 64;
  private static final double CLOSE = 1e-6;

  private final String deployment;
  private final Variant variant;
  private final LiveDeployment.Pinned pinned;
  private final Answering answering;
  private final AtomicInteger underWay = new AtomicInteger();
  private long rows;
  private long requests;
  private long same;
  private double differences;
  private double largest;
  private long nanos;
  private long failed;
  private long skipped;
  private @Nullable String problem;

  /** Makes and logs what a version says. */
  interface Answering {
    /** Logs the answers under the name. */
    LogEntry log(String name, Bundle bundle, RowBlock rows, double[] scores, LogEntry like);
  }

  Shadow(String deployment, Variant variant, LiveDeployment.Pinned pinned, Answering answering) {
    this.deployment = deployment;
    this.variant = variant;
    this.pinned = pinned;
    this.answering = answering;
  }

  Variant variant() {
    return variant;
  }

  LiveDeployment.Pinned pinned() {
    return pinned;
  }

  /** The name that its answers are logged under. */
  static String logName(String deployment, String variant) {
    return deployment + "~" + variant;
  }

  /** Asks it what was asked; returns at once. */
  void ask(LogEntry returned) {
    if (variant.share() < 100
        && ThreadLocalRandom.current().nextDouble() * 100 >= variant.share()) {
      return;
    }
    if (underWay.incrementAndGet() > MOST_UNDER_WAY || !pinned.acquire()) {
      underWay.decrementAndGet();
      synchronized (this) {
        skipped++;
      }
      return;
    }
    Thread.ofVirtual()
        .name("noria-shadow")
        .start(() -> {
          try {
            compare(returned);
          } catch (RuntimeException e) {
            // It listens only: whatever is wrong with it is a figure, and nobody's error.
            synchronized (this) {
              failed++;
              problem = e.getMessage();
            }
          } finally {
            pinned.release();
            underWay.decrementAndGet();
          }
        });
  }

  private void compare(LogEntry returned) {
    Bundle bundle = pinned.bundle();
    long begun = System.nanoTime();
    RowBlock asked = Recoding.rows(returned.bundle(), returned.rows(), bundle);
    double[] scores = new double[asked.size() * bundle.outputs()];
    bundle.score(asked, scores);
    long took = System.nanoTime() - begun;
    LogEntry own =
        answering.log(logName(deployment, variant.name()), bundle, asked, scores, returned);
    boolean numbers = bundle.regression() || returned.bundle().regression();
    long equal = 0;
    double sum = 0;
    double most = 0;
    for (int row = 0; row < asked.size(); row++) {
      double was = returned.score()[row];
      double is = own.score()[row];
      double difference = Math.abs(was - is);
      sum += difference;
      most = Math.max(most, difference);
      boolean agrees =
          numbers
              ? difference <= CLOSE * Math.max(1, Math.abs(was))
              : label(returned, row).equals(label(own, row));
      equal += agrees ? 1 : 0;
    }
    add(asked.size(), equal, sum, most, took);
  }

  private static String label(LogEntry entry, int row) {
    return entry.bundle().target().label((int) entry.predicted()[row]);
  }

  private synchronized void add(int count, long equal, double sum, double most, long took) {
    rows += count;
    requests++;
    same += equal;
    differences += sum;
    largest = Math.max(largest, most);
    nanos += took;
  }

  synchronized ShadowFigures figures() {
    return new ShadowFigures(
        rows,
        same,
        rows == 0 ? Double.NaN : differences / rows,
        largest,
        requests == 0 ? Double.NaN : nanos / 1e9 / requests,
        failed,
        skipped);
  }

  @Override
  public String toString() {
    return logName(deployment, variant.name());
  }

  /** Why it last failed; null as long as it did not. */
  synchronized @Nullable String problem() {
    return problem;
  }
}
