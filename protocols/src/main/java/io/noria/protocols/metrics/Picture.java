package io.noria.protocols.metrics;

import io.noria.serving.AnswerSeries;
import io.noria.serving.Serving;
import io.noria.serving.UnderWay;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What one scrape shows: taken once, so that all its families agree.
 *
 * @param series what was answered; a version that answers and was not asked has one too
 * @param underWay how busy the deployments are
 */
record Picture(List<AnswerSeries> series, List<UnderWay> underWay) {
  static Picture of(Serving serving) {
    List<UnderWay> underWay = serving.underWay();
    List<AnswerSeries> series = new ArrayList<>(serving.series());
    for (UnderWay each : underWay) {
      boolean asked =
          series.stream()
              .anyMatch(known ->
                  known.deployment().equals(each.deployment())
                      && known.figures().model().equals(each.model())
                      && known.figures().version() == each.version());
      if (!asked) {
        series.add(AnswerSeries.none(each.deployment(), each.model(), each.version()));
      }
    }
    return new Picture(List.copyOf(series), underWay);
  }

  /** What was answered by deployment, model and version, whatever the dialect. */
  Collection<AnswerSeries> models() {
    return by(each -> List.of(each.deployment(), each.figures().model(), each.figures().version()));
  }

  /**
   * What was answered by deployment and version, for names without a label for our model: versions
   * of one number of two models are one there.
   */
  Collection<AnswerSeries> versions() {
    return by(each -> List.of(each.deployment(), each.figures().version()));
  }

  /** The same by deployment alone. */
  Collection<AnswerSeries> deployments() {
    return by(AnswerSeries::deployment);
  }

  /** By deployment, version, and whether it came over gRPC. */
  Collection<AnswerSeries> transports() {
    return by(each -> List.of(each.deployment(), each.figures().version(), overGrpc(each)));
  }

  Collection<AnswerSeries> by(Function<AnswerSeries, Object> key) {
    Map<Object, AnswerSeries> all = new LinkedHashMap<>();
    for (AnswerSeries each : series) {
      all.merge(key.apply(each), each, AnswerSeries::plus);
    }
    return all.values();
  }

  static boolean overGrpc(AnswerSeries series) {
    return series.dialect().endsWith("-grpc");
  }

  static String version(AnswerSeries series) {
    return Integer.toString(series.figures().version());
  }
}
