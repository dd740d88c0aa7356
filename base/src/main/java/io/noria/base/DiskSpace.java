package io.noria.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells a full disk from other failures of writing, and says what to do about it. */
public final class DiskSpace {
  /** As the C library words ENOSPC, EDQUOT and EFBIG. */
  private static final List<String> WORDS =
      List.of("No space left on device", "Disk quota exceeded", "File too large");

  /** With less than this a write of any size may fail. */
  private static final long LEAST_BYTES = 1 << 16;

  private DiskSpace() {}

  /** Whether something in the chain of causes says that no more can be written. */
  public static boolean isGone(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof NoriaException own && own.code() == ErrorCode.STORAGE_FULL) {
        return true;
      }
      String message = at instanceof IOException ? at.getMessage() : null;
      if (message != null && WORDS.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  /** {@link #isGone(Throwable)}, or nothing is left where the folder lies, whatever the words. */
  public static boolean isGone(Throwable failure, Path folder) {
    return isGone(failure) || left(folder) < LEAST_BYTES;
  }

  /**
   * Looks how much is left where the folder lies.
   *
   * @throws NoriaException STORAGE_FULL when it is next to nothing
   */
  public static void require(String what, Path folder) {
    long left = left(folder);
    if (left < LEAST_BYTES) {
      throw gone(what, new IOException(left + " bytes are left"));
    }
  }

  /** Bytes; very many when that cannot be told. */
  private static long left(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** {@link ErrorCode#STORAGE_FULL} with what to do. */
  public static NoriaException gone(String what, Throwable cause) {
    return new NoriaException(
        ErrorCode.STORAGE_FULL,
        what
            + ": no space left ("
            + cause.getMessage()
            + "); nothing was stored, reading goes on, and writing too once there is room again:"
            + " delete what is not needed and run `noria gc`, or give the server a larger disk",
        cause);
  }
}
