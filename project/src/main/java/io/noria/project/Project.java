package io.noria.project;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A project as it was last applied.
 *
 * @param spec what its file says
 * @param folder where the folder is on the server
 * @param yaml the file's text
 * @param texts the SQL and expectations files' texts by path
 * @param digest over all texts: equal digests mean that nothing was changed
 * @param actor who applied it
 * @param appliedAt when
 * @param eventTime how far the data's time has come in it; null before anything arrived
 */
public record Project(
    ProjectSpec spec,
    Path folder,
    String yaml,
    Map<String, String> texts,
    String digest,
    String actor,
    Instant appliedAt,
    @Nullable Instant eventTime) {
  /** Copies. */
  public Project {
    texts = Map.copyOf(texts);
  }

  /** Its name. */
  public String name() {
    return spec.name();
  }

  /** The queue in which its turns go one after another. */
  public static String queue(String project) {
    return "project:" + project;
  }
}
