package io.noria.serving;

/**
 * How far a batch is.
 *
 * @param files of the input
 * @param filesDone whose output is in its place
 * @param bytes of the input
 * @param bytesDone of these; of a file under way the share of its rows
 * @param rows that have their prediction, those of a former try included
 * @param kept of these, from a former try
 * @param refused rows that got null, of those that this try predicted
 */
public record BatchProgress(
    int files, int filesDone, long bytes, long bytesDone, long rows, long kept, long refused) {
  /** Nothing yet. */
  public static final BatchProgress NONE = new BatchProgress(0, 0, 0, 0, 0, 0, 0);

  /** The share that is done, from 0 to 1. */
  public double share() {
    return files > 0 && filesDone == files ? 1 : bytes == 0 ? 0 : (double) bytesDone / bytes;
  }
}
