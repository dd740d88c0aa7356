package io.noria.protocols.oip;

import io.noria.base.NoriaException;
import io.noria.serving.Deployment;
import io.noria.serving.Readiness;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.VersionFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How models answered, as Triton's statistics extension says it. A request is answered by the
 * thread that read it, so that the time in a queue is nothing; where a model collects requests, its
 * own time contains the waiting.
 */
public final class Statistics {
  private static final VersionFigures.Spent NOTHING = new VersionFigures.Spent(0, Duration.ZERO);

  private Statistics() {}

  /** Of every deployment that answers. */
  public static Map<String, Object> ofAll(Serving serving) {
    List<Object> all = new ArrayList<>();
    Map<String, Readiness> readiness = serving.readiness();
    for (Deployment each : serving.deployments().list()) {
      Readiness now = readiness.getOrDefault(each.name(), Readiness.READY);
      if (each.version() != null && now == Readiness.READY) {
        try {
          add(all, serving, serving.served(each.name(), null), null);
        } catch (NoriaException e) {
          // Deleted, or without its version, since the list was made: it has none.
        }
      }
    }
    return Map.of("model_stats", all);
  }

  /** Of one, or of one version of it. */
  public static Map<String, Object> of(
      Serving serving, ServedModel model, @Nullable Integer version) {
    List<Object> all = new ArrayList<>();
    add(all, serving, model, version);
    return Map.of("model_stats", all);
  }

  private static void add(
      List<Object> all, Serving serving, ServedModel model, @Nullable Integer version) {
    boolean current = false;
    for (VersionFigures each : serving.versions(model.deployment())) {
      if (each.model().equals(model.model()) && (version == null || version == each.version())) {
        all.add(figures(model.deployment(), each));
        current |= each.version() == model.version();
      }
    }
    if (!current) {
      all.add(
          figures(
              model.deployment(),
              new VersionFigures(
                  model.model(),
                  model.version(),
                  null,
                  0,
                  NOTHING,
                  NOTHING,
                  NOTHING,
                  NOTHING,
                  NOTHING)));
    }
  }

  private static Map<String, Object> figures(String deployment, VersionFigures of) {
    Map<String, Object> spent = new LinkedHashMap<>();
    spent.put("success", spent(of.answered()));
    spent.put("fail", spent(of.failed()));
    spent.put("queue", spent(new VersionFigures.Spent(of.answered().count(), Duration.ZERO)));
    spent.put("compute_input", spent(of.input()));
    spent.put("compute_infer", spent(of.infer()));
    spent.put("compute_output", spent(of.output()));
    spent.put("cache_hit", spent(NOTHING));
    spent.put("cache_miss", spent(NOTHING));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("name", deployment);
    figures.put("version", Integer.toString(of.version()));
    var last = of.lastAsked();
    figures.put("last_inference", last == null ? 0 : last.toEpochMilli());
    figures.put("inference_count", of.rows());
    figures.put("execution_count", of.answered().count());
    figures.put("inference_stats", spent);
    figures.put("batch_stats", List.of());
    figures.put("memory_usage", List.of());
    figures.put("response_stats", Map.of());
    return figures;
  }

  private static Map<String, Object> spent(VersionFigures.Spent spent) {
    Map<String, Object> each = new LinkedHashMap<>();
    each.put("count", spent.count());
    each.put("ns", spent.time().toNanos());
    return each;
  }
}
