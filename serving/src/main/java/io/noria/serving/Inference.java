package io.noria.serving;

import io.noria.registry.FeatureColumn;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request to a deployment: it holds the version that answers from its beginning to {@link
 * #close}, whatever is swapped meanwhile. Rows are given one after the other through {@link #row},
 * then {@link #answer} scores and logs them. Not thread-safe.
 */
public interface Inference extends AutoCloseable {
  /** The deployment's name. */
  String deployment();

  /** The version that answers. */
  int version();

  /** The model that answers. */
  String model();

  /** The raw columns in the order of the signature. */
  List<FeatureColumn> inputs();

  /**
   * The place of the feature in {@link #inputs()}.
   *
   * @throws io.noria.base.NoriaException UNPROCESSABLE when the model has no such feature
   */
  int column(String name);

  /** Begins the next row. */
  RowBuilder row();

  /**
   * Scores the rows and hands them to the prediction log.
   *
   * @param eventTime when the question was asked, in the data's time; null means now
   * @param key the caller's own name for the question, by which labels find it; null for none; of
   *     several rows, row i's key is {@code key/i}, counted from 0
   * @return one for each row, in order
   * @throws io.noria.base.NoriaException RESOURCE_EXHAUSTED when the log's queue stays full;
   *     UNAVAILABLE when a program of the model's own does not answer, FAILED_PRECONDITION when it
   *     answers nonsense
   */
  List<Prediction> answer(@Nullable Instant eventTime, @Nullable String key);

  /**
   * Logs the rows with what was answered elsewhere instead of scoring them, all or none.
   *
   * @param answers one for each row, in order
   * @return the predictions' ids, in order
   * @throws io.noria.base.NoriaException UNPROCESSABLE with the place of an answer that the model
   *     cannot give; RESOURCE_EXHAUSTED when the log's queue stays full
   */
  List<UUID> record(List<Given> answers);

  /** Lets go of the version. A request closed without an answer counts as an error. */
  @Override
  void close();
}
