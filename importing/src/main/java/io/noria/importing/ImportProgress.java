package io.noria.importing;

/** Hears how far an import is, now and then, from one of its threads. */
@FunctionalInterface
public interface ImportProgress {
  /**
   * How much has been taken in by the server.
   *
   * @param records records, points and files left out
   * @param points metric points
   * @param bytes bytes of files
   */
  void at(long records, long points, long bytes);
}
