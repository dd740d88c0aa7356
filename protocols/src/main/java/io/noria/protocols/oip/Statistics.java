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
 * How models answered, as Triton's statistics extension says it: a request of many rows counts as
 * many inferences, and requests that were answered together as one execution.
 */
public final class Statistics {
  private static final VersionFigures.Spent NOTHING = VersionFigures.Spent.NOTHING;

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
      all.add(figures(model.deployment(), VersionFigures.none(model.model(), model.version())));
    }
  }

  private static Map<String, Object> figures(String deployment, VersionFigures of) {
    Map<String, Object> spent = new LinkedHashMap<>();
    spent.put("success", spent(of.answered()));
    spent.put("fail", spent(of.failed()));
    spent.put("queue", spent(of.queue()));
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
    figures.put("execution_count", of.executions());
    figures.put("inference_stats", spent);
    figures.put("batch_stats", of.batches().stream().map(Statistics::batch).toList());
    figures.put("memory_usage", List.of());
    figures.put("response_stats", Map.of());
    return figures;
  }

  /**
   * An execution's time is the model's, with laying its rows out and taking its answer apart: of
   * these there is no time of their own.
   */
  private static Map<String, Object> batch(VersionFigures.Batch batch) {
    var apart = new VersionFigures.Spent(batch.spent().count(), Duration.ZERO);
    Map<String, Object> each = new LinkedHashMap<>();
    each.put("batch_size", batch.rows());
    each.put("compute_input", spent(apart));
    each.put("compute_infer", spent(batch.spent()));
    each.put("compute_output", spent(apart));
    return each;
  }

  private static Map<String, Object> spent(VersionFigures.Spent spent) {
    Map<String, Object> each = new LinkedHashMap<>();
    each.put("count", spent.count());
    each.put("ns", spent.time().toNanos());
    return each;
  }
}
