package io.noria.project.init;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder that was written.
 *
 * @param folder where
 * @param project the project's name
 * @param rows of the table
 * @param task {@code binary}, {@code multiclass} or {@code regression}
 * @param target the column to predict
 * @param features the columns that are features
 * @param files written, relative to the folder
 * @param decisions what was decided, and why
 */
public record Initialized(
    Path folder,
    String project,
    long rows,
    String task,
    String target,
    List<String> features,
    List<String> files,
    List<Decision> decisions) {
  /** Copies. */
  public Initialized {
    features = List.copyOf(features);
    files = List.copyOf(files);
    decisions = List.copyOf(decisions);
  }
}
