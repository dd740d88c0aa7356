package io.noria.client;

import java.nio.file.Path;
import java.util.Map;

/**
 * A run that is being logged to. Every call returns when the server has committed it. Thread-safe.
 * Closing ends the run: FINISHED, unless it was ended otherwise before.
 */
public final class ActiveRun implements AutoCloseable {
  private final NoriaClient client;
  private final Runs.Run started;
  private volatile boolean ended;

  ActiveRun(NoriaClient client, Runs.Run started) {
    this.client = client;
    this.started = started;
  }

  /** The run's id. */
  public String id() {
    return started.id();
  }

  /** The run as it was when this began. */
  public Runs.Run run() {
    return started;
  }

  private String path(String rest) {
    return "/runs/" + NoriaClient.segment(started.id()) + rest;
  }

  /**
   * Logs a batch: all of it or nothing. One beyond the server's limits (1000 points, 100 params,
   * 100 tags, 1000 in all) is sent in parts, each of which is all or nothing.
   */
  public void log(RunBatch batch) {
    if (!batch.isEmpty()) {
      batch.bodies().forEach(body -> client.post(path("/log"), body));
    }
  }

  /** Logs a point of now. */
  public void logMetric(String key, double value, long step) {
    log(new RunBatch().metric(key, value, step));
  }

  /** Logs a param; another value for the same key is refused. */
  public void logParam(String key, Object value) {
    log(new RunBatch().param(key, value));
  }

  /** Logs params. */
  public void logParams(Map<String, ?> params) {
    RunBatch batch = new RunBatch();
    params.forEach(batch::param);
    log(batch);
  }

  /** Sets a tag. */
  public void setTag(String key, String value) {
    log(new RunBatch().tag(key, value));
  }

  /** Stores a file under the path of the run's artifacts. */
  public void logFile(String path, Path file) {
    client.artifacts().upload(started.id(), path, file);
  }

  /** Stores every file of a folder under the directory of the run's artifacts. */
  public void logFolder(String directory, Path folder) {
    client.artifacts().uploadFolder(started.id(), directory, folder);
  }

  /**
   * Ends the run.
   *
   * @param status FINISHED, FAILED or KILLED
   */
  public Runs.Run end(String status) {
    Runs.Run last = Runs.Run.of(client.post(path("/end"), Map.of("status", status)));
    ended = true;
    return last;
  }

  @Override
  public void close() {
    if (!ended) {
      end("FINISHED");
    }
  }
}
