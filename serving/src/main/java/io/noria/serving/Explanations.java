package io.noria.serving;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What features added to answers, and the training sample to see them beside. Thread-safe. */
public interface Explanations {
  /**
   * Explains what the version answers for the row.
   *
   * @param features raw values by name (Number, Boolean, String or null); one that is not named is
   *     missing
   * @throws io.noria.base.NoriaException as {@link Models#load} does
   */
  Explanation explain(String model, int version, Map<String, @Nullable Object> features);

  /**
   * The version's sample of its training data.
   *
   * @throws io.noria.base.NoriaException as {@link Models#load} does
   */
  ReferenceSample sample(String model, int version);
}
