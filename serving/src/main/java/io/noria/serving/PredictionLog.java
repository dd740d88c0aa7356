package io.noria.serving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Every prediction that was answered and that its deployment's sampling keeps. Appended behind the
 * hot path: written and forced to disk every 100 ms, so that kill -9 loses nothing that was
 * acknowledged more than a second before. Thread-safe.
 */
public interface PredictionLog {
  /** What was asked from {@code from} on and before {@code to}, by event time; repeats left out. */
  PredictionRows rows(String deployment, Instant from, Instant to);

  /** One by its id. */
  Optional<LoggedPrediction> find(UUID id);

  /**
   * The ids that begin so, oldest first.
   *
   * @param beginning 1 to 32 hexadecimal digits; dashes do not count
   * @param limit at most so many
   */
  List<UUID> startingWith(String beginning, int limit);

  /** The newest, newest first. */
  List<LoggedPrediction> latest(String deployment, int limit);

  /** The newest event time seen; empty before the first prediction. */
  Optional<Instant> watermark(String deployment);

  /** The oldest event time; empty before the first prediction. */
  Optional<Instant> beginning(String deployment);

  /** How many, repeats included. */
  long count(String deployment);

  /** How many predictions each version has answered, repeats included; reads no rows. */
  List<Answered> answered(String deployment);

  /**
   * What one version has answered.
   *
   * @param model the model's name
   * @param version the version
   * @param predictions how many
   * @param first event time of the earliest question
   * @param last event time of the latest question
   */
  record Answered(String model, int version, long predictions, Instant first, Instant last) {}

  /** Which share of the deployment's requests is kept, from 0 to 1; the others are not logged. */
  double sample(String deployment);

  /**
   * Keeps only a share of the deployment's requests from now on; on other servers within seconds.
   * What is recorded as answered elsewhere is always kept.
   *
   * @param share from 0 to 1
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when it is not
   */
  void sample(String deployment, double share);

  /** Returns when everything answered before the call can be read and is on disk. */
  void flush();
}
