package io.noria.protocols.metrics;

import io.noria.protocols.http.PrometheusText;
import io.noria.serving.DeploymentMetrics.Bucket;
import io.noria.serving.LatencyCounts;
import io.noria.serving.VersionFigures.Spent;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One family of samples with the same labels.
 *
 * @param <T> what has a sample
 */
record Family<T>(PrometheusText out, Collection<T> of, Function<T, String[]> labels) {
  /** A number of each. */
  void write(String name, String type, String help, ToDoubleFunction<T> value) {
    out.type(name, type, help);
    for (T each : of) {
      out.sample(name, value.applyAsDouble(each), labels.apply(each));
    }
  }

  void counter(String name, String help, ToDoubleFunction<T> value) {
    write(name, "counter", help, value);
  }

  void gauge(String name, String help, ToDoubleFunction<T> value) {
    write(name, "gauge", help, value);
  }

  /**
   * A distribution of each.
   *
   * @param unit seconds in one unit of the bounds: 1 for seconds, 1e-6 for microseconds
   */
  void histogram(
      String name,
      String help,
      Function<T, LatencyCounts> counts,
      Function<T, Spent> spent,
      Scale scale) {
    out.type(name, "histogram", help);
    for (T each : of) {
      String[] own = labels.apply(each);
      long count = 0;
      for (Bucket bucket : counts.apply(each).buckets(scale.seconds())) {
        out.bucket(name, scale.shown(bucket.seconds()), bucket.count(), own);
        count = bucket.count();
      }
      out.sample(name + "_sum", micros(spent.apply(each)) / 1e6 / scale.unit(), own);
      out.sample(name + "_count", count, own);
    }
  }

  /** A distribution of which only sum and count are known. */
  void sums(String name, String help, Function<T, Spent> spent) {
    out.type(name, "histogram", help);
    for (T each : of) {
      String[] own = labels.apply(each);
      Spent known = spent.apply(each);
      out.bucket(name, Double.POSITIVE_INFINITY, known.count(), own);
      out.sample(name + "_sum", micros(known) / 1e6, own);
      out.sample(name + "_count", known.count(), own);
    }
  }

  /** Microseconds, with their fraction. */
  static double micros(Spent spent) {
    return spent.time().toNanos() / 1e3;
  }

  /**
   * The bounds of a distribution.
   *
   * @param unit seconds that one has
   * @param bounds upper bounds in that unit, ascending
   */
  record Scale(double unit, double... bounds) {
    double[] seconds() {
      double[] seconds = bounds.clone();
      for (int i = 0; i < seconds.length; i++) {
        seconds[i] *= unit;
      }
      return seconds;
    }

    /** The bound as it was given. */
    double shown(double inSeconds) {
      for (double bound : bounds) {
        if (bound * unit == inSeconds) {
          return bound;
        }
      }
      return inSeconds;
    }
  }
}
