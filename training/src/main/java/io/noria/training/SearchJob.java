package io.noria.training;

import io.noria.tracking.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a search works and whom it tells. Called from several threads. */
public interface SearchJob {
  /** An empty folder for its files, which may be deleted afterwards. */
  Path workFolder();

  /** Tags for every run of the search. */
  Map<String, String> tags();

  /** The moment in the data's world that it is made for; null when it has none. */
  @Nullable Instant eventTime();

  /** A run of the search has begun: first the parent, then each trial. */
  void started(RunId run);

  /** A line for people. */
  void log(String line);

  /** Runs the action when the search is to stop. */
  void onCancel(Runnable action);
}
