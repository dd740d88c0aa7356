package io.noria.serving.table;

/** Hears how far a job is; called from several threads. */
@FunctionalInterface
public interface TableProgress {
  /**
   * So far.
   *
   * @param rows that have their prediction, those of a former try included
   * @param kept of these, from a former try
   * @param all rows of the input
   */
  void at(long rows, long kept, long all);
}
