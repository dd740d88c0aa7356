package io.noria.serving.table;

import io.noria.engine.FileForm;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to be predicted.
 *
 * @param in tables of one shape, read as one in this order
 * @param inForm of all of them
 * @param out the file that appears when everything is done
 * @param outForm its form
 * @param onlyPredictions whether the input's columns are left out
 * @param probabilities whether each class's probability gets a column of its own
 * @param nullOnError whether a row that cannot be asked gets null; else it ends the job
 * @param threads that score at the same time
 */
public record TableJob(
    List<Path> in,
    FileForm inForm,
    Path out,
    FileForm outForm,
    boolean onlyPredictions,
    boolean probabilities,
    boolean nullOnError,
    int threads) {
  /** Copies. */
  public TableJob {
    in = List.copyOf(in);
  }
}
