package io.noria.importing;

import java.util.List;

/**
 * What an import did.
 *
 * @param records how many records were sent, points and files left out
 * @param created how many of them are new on the server
 * @param updated how many came before and have changed in the source since
 * @param same how many came before and are the same
 * @param points how many metric points were sent
 * @param files how many files were sent
 * @param bytes how many bytes they have
 * @param filesThere how many files the server had already
 * @param whole how many runs, logged models and traces were passed over because they had come whole
 *     before
 * @param lost what could not be brought over as it was
 * @param remarks what is worth knowing, and no loss
 */
public record ImportReport(
    long records,
    long created,
    long updated,
    long same,
    long points,
    long files,
    long bytes,
    long filesThere,
    long whole,
    List<Note> lost,
    List<Note> remarks) {
  /** Copies. */
  public ImportReport {
    lost = List.copyOf(lost);
    remarks = List.copyOf(remarks);
  }

  /**
   * A remark.
   *
   * @param where the file, row or record
   * @param what what was found and what became of it
   */
  public record Note(String where, String what) {}

  /** Whether everything came. */
  public boolean isWhole() {
    return lost.isEmpty();
  }
}
