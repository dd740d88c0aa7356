package io.noria.pipelines.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders in which attempts work. What cannot be deleted is logged and stays. */
public final class WorkFolders {
  private static final Logger LOG = LoggerFactory.getLogger(WorkFolders.class);

  private WorkFolders() {}

  /** Deletes what killed attempts have left. */
  public static void empty(Path all) {
    if (Files.isDirectory(all)) {
      try (var folders = Files.list(all)) {
        List<Path> left = folders.toList();
        left.forEach(WorkFolders::delete);
      } catch (IOException e) {
        LOG.warn("work folders stay folder={} error={}", all, e.toString());
      }
    }
  }

  static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("work folder stays folder={} error={}", folder, e.toString());
    }
  }
}
