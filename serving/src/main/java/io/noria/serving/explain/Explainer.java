package io.noria.serving.explain;

import io.noria.serving.Explanation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains one version's answers. Thread-safe. */
interface Explainer {
  /** Explains the answer for the raw values. */
  Explanation explain(Map<String, @Nullable Object> features);
}
