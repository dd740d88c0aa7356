package io.noria.protocols.oip;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.trace.TraceSettings;
import io.noria.protocols.http.trace.TraceSettings.Setting;
import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.Serving;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Triton's trace settings, of all models and of single ones, as far as they mean something here:
 * whether requests are traced, every how many-th, and how many more. Where traces go is the
 * server's own setting, and tensors are never written into them.
 */
public final class TraceApi {
  private static final String LEVEL = "trace_level";
  private static final String RATE = "trace_rate";
  private static final String COUNT = "trace_count";
  private static final Map<String, String> FIXED =
      Map.of("log_frequency", "0", "trace_file", "", "trace_mode", "opentelemetry");
  private static final Setting OFF = new Setting(false, 1000, -1);

  private TraceApi() {}

  static void routes(Routes routes, String v2, Serving serving, @Nullable TraceSettings settings) {
    String all = v2 + "/trace/setting";
    String one = v2 + "/models/{model}/trace/setting";
    routes
        .get(all, x -> x.send(shown(settings, null)))
        .post(all, x -> x.send(change(settings, null, wanted(x))))
        .get(one, x -> x.send(shown(settings, known(serving, x.path("model")))))
        .post(one, x -> x.send(change(settings, known(serving, x.path("model")), wanted(x))));
  }

  private static String known(Serving serving, String model) {
    return serving.deployments().get(model).name();
  }

  /** Values by name; null for what shall be as at the beginning. */
  private static Map<String, @Nullable List<String>> wanted(Exchange exchange) throws IOException {
    JsonNode json = exchange.json();
    if (!json.isObject()) {
      throw NoriaException.invalid("body: no object (expected: {\"trace_level\": […], …})");
    }
    Map<String, @Nullable List<String>> wanted = new LinkedHashMap<>();
    for (var field : json.properties()) {
      JsonNode value = field.getValue();
      List<String> texts = new ArrayList<>();
      if (value.isArray()) {
        value.forEach(each -> texts.add(each.asText()));
      } else {
        texts.add(value.asText());
      }
      wanted.put(field.getKey(), value.isNull() ? null : texts);
    }
    return wanted;
  }

  /** The settings as Triton shows them: texts, and lists of them. */
  public static Map<String, Object> shown(
      @Nullable TraceSettings settings, @Nullable String deployment) {
    Setting now = settings == null ? OFF : settings.get(deployment);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put(LEVEL, List.of(now.on() ? "TIMESTAMPS" : "OFF"));
    shown.put(RATE, Long.toString(now.rate()));
    shown.put(COUNT, Long.toString(now.count()));
    shown.putAll(new java.util.TreeMap<>(FIXED));
    return shown;
  }

  /**
   * Changes settings, all or none.
   *
   * @param settings null where nothing is traced
   * @param deployment null for all that have none of their own
   * @param wanted values by name; null or empty for what it shall be without
   * @return the settings as they are then
   * @throws NoriaException INVALID_ARGUMENT, or FAILED_PRECONDITION where nothing is traced
   */
  public static Map<String, Object> change(
      @Nullable TraceSettings settings,
      @Nullable String deployment,
      Map<String, @Nullable List<String>> wanted) {
    Setting start = settings == null ? OFF : settings.get(deployment);
    Setting next = start;
    for (Map.Entry<String, @Nullable List<String>> each : wanted.entrySet()) {
      next = changed(next, each.getKey(), each.getValue(), settings, deployment);
    }
    if (!next.equals(start)) {
      if (settings == null) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "traces: this server makes none (expected: noria.tracing.exporter, or"
                + " OTEL_EXPORTER_OTLP_ENDPOINT, when it is started)");
      }
      Setting then = next;
      settings.change(deployment, before -> then);
    }
    if (settings != null && deployment != null && cleared(wanted)) {
      settings.clear(deployment);
    }
    return shown(settings, deployment);
  }

  /** Whether nothing but null is said of what a model can have of its own. */
  private static boolean cleared(Map<String, @Nullable List<String>> wanted) {
    boolean any = List.of(LEVEL, RATE, COUNT).stream().anyMatch(wanted::containsKey);
    return any && wanted.values().stream().allMatch(each -> each == null || each.isEmpty());
  }

  private static Setting changed(
      Setting now,
      String name,
      @Nullable List<String> values,
      @Nullable TraceSettings settings,
      @Nullable String deployment) {
    boolean cleared = values == null || values.isEmpty();
    // Without a setting of its own, a model has that of all.
    Setting otherwise =
        settings == null ? OFF : deployment == null ? new Setting(true, 1, -1) : settings.get(null);
    String value = cleared ? "" : String.join(",", values);
    return switch (name) {
      case LEVEL -> new Setting(cleared ? otherwise.on() : on(values), now.rate(), now.count());
      case RATE ->
          new Setting(
              now.on(),
              cleared ? otherwise.rate() : number(name, value, 1, now.rate()),
              now.count());
      case COUNT ->
          new Setting(
              now.on(),
              now.rate(),
              cleared ? otherwise.count() : number(name, value, -1, now.count()));
      default -> {
        String fixed = FIXED.get(name);
        if (fixed == null) {
          throw NoriaException.invalid(
              "%s: no such setting (expected: trace_level, trace_rate or trace_count)"
                  .formatted(TensorJson.shortened(name)));
        }
        if (!cleared && !value.equals(fixed)) {
          throw NoriaException.invalid(
              "%s: %s (expected: %s; the server's own settings say where traces go)"
                  .formatted(name, TensorJson.shortened(value), fixed.isEmpty() ? "\"\"" : fixed));
        }
        yield now;
      }
    };
  }

  private static boolean on(@Nullable List<String> levels) {
    List<String> wanted = levels == null ? List.of() : levels;
    if (wanted.equals(List.of("OFF"))) {
      return false;
    }
    if (wanted.stream().allMatch(each -> each.equals("TIMESTAMPS") || each.equals("MIN"))) {
      return true;
    }
    throw NoriaException.invalid(
        "trace_level: %s (expected: OFF or TIMESTAMPS; tensors are not written into traces)"
            .formatted(TensorJson.shortened(String.join(",", wanted))));
  }

  private static long number(String name, String text, long least, long now) {
    if (text.equals(Long.toString(now))) {
      return now;
    }
    if (text.matches("-?[0-9]{1,15}")) {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
    }
    throw NoriaException.invalid(
        "%s: %s (expected: a whole number from %d on)"
            .formatted(name, TensorJson.shortened(text), least));
  }
}
