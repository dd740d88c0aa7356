package io.noria.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches deployments. Thread-safe. */
public interface Monitoring extends AutoCloseable {
  /** Begins or changes the watch of a deployment; the same spec again changes nothing. */
  void watch(WatchSpec spec);

  /** The watch of a deployment, if it has one. */
  Optional<WatchSpec> spec(String deployment);

  /** Every watch, by deployment. */
  List<WatchSpec> specs();

  /** Windows that start at or after {@code from} and end at or before {@code to}, oldest first. */
  List<Window> windows(String deployment, @Nullable Instant from, @Nullable Instant to);

  /**
   * One window.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND
   */
  Window window(String id);

  /** The newest window of the deployment, if one was scored. */
  Optional<Window> latest(String deployment);

  /**
   * Alerts, newest first.
   *
   * @param deployment only this deployment's; null for all
   * @param openOnly only those that last
   */
  List<Alert> alerts(@Nullable String deployment, boolean openOnly);

  /**
   * One alert.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND
   */
  Alert alert(String id);

  /** Keeps the alert from starting anything until the moment of event time; returns it. */
  Alert silence(String alertId, Instant until, String why);

  /** Closes the alert by hand; a window beyond the threshold raises a new one. */
  Alert resolve(String alertId, String why);

  /**
   * Performance over any stretch of event time, as answered.
   *
   * @param first false: as answered; true: of the first version that ever served, on the same rows
   */
  Performance performance(String deployment, Instant from, Instant to, boolean first);

  /**
   * Scores every window of the deployment that can be closed now; returns how many were.
   * Interrupted at any point, it goes on from there: no window is scored twice.
   */
  int advance(String deployment);

  /**
   * Scores what can be scored for every watched deployment and returns when nothing is left.
   *
   * @return false when the time was not enough
   */
  boolean settle(Duration atMost);

  /** Starts the thread that follows the prediction logs. */
  void start();

  @Override
  void close();
}
