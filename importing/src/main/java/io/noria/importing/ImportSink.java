package io.noria.importing;

import java.io.IOException;

/** Takes what a source reads. */
public interface ImportSink {
  /**
   * Whether this run, trace or model was brought over whole before and need not be read again: a
   * source skips its points and files then. Always false at the first time.
   *
   * @param kind {@code run}, {@code trace}, {@code logged_model}
   * @param id its id in the source
   * @param stamp what stands for all of it in the source, at most 200 characters: another one when
   *     there is more of it, such as how many points and files it has
   */
  boolean isWhole(String kind, String id, String stamp) throws IOException;

  /** Takes one record; may wait. */
  void put(Imported record) throws IOException, InterruptedException;

  /**
   * Says that everything of this run, trace or model has been put, so that an interrupted import
   * goes on after it. Not said when something of it was noted as lost on the way: the next import
   * reads it again, and tells it again.
   */
  void whole(String kind, String id, String stamp) throws IOException, InterruptedException;

  /**
   * Something of the source that could not be brought over as it was, for the report at the end.
   *
   * @param where the file, run or row
   * @param what what was found and what became of it
   */
  void note(String where, String what);

  /**
   * Something that is worth knowing and no loss, for the report at the end.
   *
   * @param where the file, run or row
   * @param what what was found and what became of it
   */
  void remark(String where, String what);
}
