package io.noria.importing.mlflow;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of an MLflow history is read.
 *
 * @param only names of experiments, in which {@code *} stands for any characters; empty for all
 * @param artifacts whether files are read
 * @param artifactRoot where the source's artifacts lie now; null for where it says
 */
public record MlflowOptions(List<String> only, boolean artifacts, @Nullable String artifactRoot) {
  /** Everything, from where the source says. */
  public static final MlflowOptions ALL = new MlflowOptions(List.of(), true, null);

  /** Copies. */
  public MlflowOptions {
    only = List.copyOf(only);
  }

  /** Whether an experiment of that name is read. */
  public boolean reads(String experiment) {
    return only.isEmpty() || only.stream().anyMatch(glob -> matches(glob, experiment));
  }

  private static boolean matches(String glob, String name) {
    StringBuilder pattern = new StringBuilder();
    for (String part : glob.split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(name).matches();
  }
}
