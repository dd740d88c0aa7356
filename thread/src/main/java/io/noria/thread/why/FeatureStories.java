package io.noria.thread.why;

import io.noria.registry.FeatureColumn;
import io.noria.serving.Explanation;
import io.noria.serving.Explanation.Part;
import io.noria.thread.FeatureStory;
import io.noria.thread.FeatureStory.Added;
import io.noria.thread.FeatureStory.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tells each feature's part: its value beside the training sample, and what it added. */
public final class FeatureStories {
  private FeatureStories() {}

  /** Without a model: the values as served. */
  public static List<FeatureStory> plain(Map<String, @Nullable Object> served) {
    List<FeatureStory> features = new ArrayList<>();
    served.forEach((name, value) ->
        features.add(
            new FeatureStory(
                name, type(value), value, null, Mark.UNKNOWN, "nothing to compare with", null)));
    return features;
  }

  private static FeatureColumn.Type type(@Nullable Object value) {
    return switch (value) {
      case String _ -> FeatureColumn.Type.STRING;
      case Boolean _ -> FeatureColumn.Type.BOOLEAN;
      case Long _ -> FeatureColumn.Type.LONG;
      case null, default -> FeatureColumn.Type.DOUBLE;
    };
  }

  /** With what each added, those that added most first; equals in the signature's order. */
  public static List<FeatureStory> explained(
      Map<String, @Nullable Object> served, Explanation explanation, SampleProfile profile) {
    List<FeatureColumn> columns = profile.sample().features();
    double[] contributions = explanation.answered().contributions();
    List<Integer> order =
        IntStream.range(0, contributions.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(contributions[i])))
            .toList();
    int parts = explanation.parts().size();
    double[] margins = new double[parts];
    for (int part = 0; part < parts; part++) {
      margins[part] = explanation.parts().get(part).bias();
    }
    int answered = explanation.explained();
    double before = explanation.link().values(margins)[answered];
    List<FeatureStory> features = new ArrayList<>();
    for (int feature : order) {
      for (int part = 0; part < parts; part++) {
        margins[part] += explanation.parts().get(part).contributions()[feature];
      }
      double after = explanation.link().values(margins)[answered];
      FeatureColumn column = columns.get(feature);
      Object value = served.get(column.name());
      SampleProfile.Standing standing = profile.standing(feature, value);
      List<Double> errors = explanation.standardErrors();
      features.add(
          new FeatureStory(
              column.name(),
              column.type(),
              value,
              new Added(
                  contributions[feature],
                  errors == null ? null : errors.get(feature),
                  margins[answered],
                  after,
                  after - before,
                  byClass(explanation, feature)),
              standing.mark(),
              standing.note(),
              standing.sample()));
      before = after;
    }
    return features;
  }

  private static Map<String, Double> byClass(Explanation explanation, int feature) {
    if (explanation.parts().size() == 1) {
      return Map.of();
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    for (Part part : explanation.parts()) {
      byClass.put(part.label(), part.contributions()[feature]);
    }
    return byClass;
  }
}
