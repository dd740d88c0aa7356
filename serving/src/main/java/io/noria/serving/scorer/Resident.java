package io.noria.serving.scorer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory processes hold. */
public final class Resident {
  private static final int PAGE = 4096;

  private Resident() {}

  /** Bytes that the process holds now; 0 where the system does not tell, or it has ended. */
  public static long bytes(long pid) {
    try {
      String[] pages = Files.readString(Path.of("/proc", Long.toString(pid), "statm")).split(" ");
      return Long.parseLong(pages[1]) * PAGE;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
