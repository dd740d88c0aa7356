package io.noria.monitoring.window;

import io.noria.registry.FeatureColumn;
import io.noria.serving.Models;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.stats.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The references of the versions that serve, sorted once. Thread-safe. */
final class References {
  private static final int KEPT = 4;

  private final Models models;
  private final Map<String, Prepared> prepared =
      new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Prepared> eldest) {
          return size() > KEPT;
        }
      };

  References(Models models) {
    this.models = models;
  }

  /**
   * A version's reference.
   *
   * @param model the version
   * @param features samples by feature, in the signature's order; empty when there is no reference
   * @param score its answers
   */
  record Prepared(ScoredModel model, Map<String, Sample> features, Sample score) {}

  Prepared of(String model, int version) {
    String key = model + "/" + version;
    synchronized (prepared) {
      Prepared known = prepared.get(key);
      if (known == null) {
        known = prepare(models.load(model, version));
        prepared.put(key, known);
      }
      return known;
    }
  }

  private static Prepared prepare(ScoredModel model) {
    Reference reference = model.reference();
    List<String> names = reference.features();
    Map<String, Sample> features = new LinkedHashMap<>();
    for (FeatureColumn input : model.inputs()) {
      int at = names.indexOf(input.name());
      if (at >= 0) {
        features.put(input.name(), Drifts.sample(input.type(), reference.values().get(at)));
      }
    }
    return new Prepared(model, features, Drifts.predictions(model.target(), reference.score()));
  }
}
