package io.noria.importing;

import java.io.IOException;

/**
 * A history of another system, opened for reading. Reading changes nothing there. One thread at a
 * time.
 */
public interface ImportSource extends AutoCloseable {
  /** What it is, for people: {@code MLflow database sqlite:///mlflow.db}. */
  String title();

  /**
   * The name under which a server remembers what came from here, at most 1000 characters: the same
   * each time that this history is read, and without secrets.
   */
  default String key() {
    return title();
  }

  /** How much there is; a count that would take a whole reading is 0. */
  Survey survey() throws IOException;

  /**
   * Reads everything into the sink, in an order in which what is named was there before: an
   * experiment before its runs, a run before its points, files and logged models, a model before
   * its versions. Memory stays bounded however large the history is.
   *
   * @throws io.noria.base.NoriaException when the history cannot be read: names the file or table,
   *     what was found and what was expected
   */
  void read(ImportSink sink) throws IOException, InterruptedException;

  @Override
  void close();
}
