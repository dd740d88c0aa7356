package io.noria.server.config;

import io.noria.base.NoriaException;
import io.noria.protocols.http.trace.OtlpExporter;
import io.noria.protocols.http.trace.Sampler;
import io.noria.protocols.http.trace.SpanQueue;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How requests of serving become spans. Settings of our own go before OpenTelemetry's variables.
 *
 * @param exporter where they go
 * @param to the collector
 * @param sampler which are kept
 * @param queue how many wait
 * @param resource what makes them: {@code service.name} and more
 * @see <a href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">
 *     OpenTelemetry's variables</a>
 */
public record TracingConfig(
    Exporter exporter,
    OtlpExporter.To to,
    Sampler sampler,
    SpanQueue.Limits queue,
    Map<String, String> resource) {
  private static final String PATH = "/v1/traces";

  /** Where spans go. */
  public enum Exporter {
    /** Nowhere: none are made. */
    NONE,
    /** To a collector. */
    OTLP,
    /** To the traces that this server keeps. */
    SELF
  }

  /** Copies. */
  public TracingConfig {
    resource = Map.copyOf(resource);
  }

  static TracingConfig of(Settings settings, Map<String, String> environment) {
    Reader from = new Reader(settings, environment);
    String arg = from.first(Setting.TRACING_SAMPLER_ARG, "", "OTEL_TRACES_SAMPLER_ARG");
    boolean own = !settings.text(Setting.TRACING_SAMPLER).isEmpty();
    return new TracingConfig(
        exporter(from),
        to(from),
        Sampler.of(
            from.first(Setting.TRACING_SAMPLER, "parentbased_always_on", "OTEL_TRACES_SAMPLER"),
            arg,
            own ? settings.source(Setting.TRACING_SAMPLER) : "environment OTEL_TRACES_SAMPLER"),
        new SpanQueue.Limits(
            from.number("OTEL_BSP_MAX_QUEUE_SIZE", 2048, 1 << 20),
            from.number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512, 1 << 16),
            Duration.ofMillis(
                from.number(
                    "OTEL_BSP_SCHEDULE_DELAY",
                    exporter(from) == Exporter.SELF ? 1000 : 5000,
                    3_600_000)),
            SpanQueue.Limits.USUAL.pause()),
        resource(from));
  }

  private static Exporter exporter(Reader from) {
    String said = from.settings.text(Setting.TRACING_EXPORTER);
    return switch (said) {
      case "none" -> Exporter.NONE;
      case "otlp" -> Exporter.OTLP;
      case "self" -> Exporter.SELF;
      case "" -> {
        boolean off =
            from.variable("OTEL_SDK_DISABLED").equalsIgnoreCase("true")
                || from.variable("OTEL_TRACES_EXPORTER").equals("none");
        boolean named =
            !from.variable("OTEL_EXPORTER_OTLP_ENDPOINT").isEmpty()
                || !from.variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").isEmpty()
                || !from.settings.text(Setting.TRACING_ENDPOINT).isEmpty();
        yield named && !off ? Exporter.OTLP : Exporter.NONE;
      }
      default -> throw from.settings.wrong(Setting.TRACING_EXPORTER, "otlp, self or none");
    };
  }

  private static OtlpExporter.To to(Reader from) {
    String protocol =
        from.variable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");
    if (exporter(from) == Exporter.OTLP
        && !protocol.isEmpty()
        && !protocol.equals("http/protobuf")) {
      throw NoriaException.invalid(
          "environment OTEL_EXPORTER_OTLP_PROTOCOL: %s (expected: http/protobuf, a collector's port"
                  .formatted(protocol)
              + " 4318)");
    }
    String own = from.settings.text(Setting.TRACING_ENDPOINT);
    String traces = from.variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    String common = from.variable("OTEL_EXPORTER_OTLP_ENDPOINT");
    URI endpoint;
    if (!own.isEmpty()) {
      URI given = address(own, from.settings.source(Setting.TRACING_ENDPOINT));
      boolean bare = given.getPath() == null || given.getPath().length() <= 1;
      endpoint = bare ? below(given) : given;
    } else if (!traces.isEmpty()) {
      endpoint = address(traces, "environment OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    } else {
      endpoint =
          below(
              address(
                  common.isEmpty() ? "http://127.0.0.1:4318" : common,
                  "environment OTEL_EXPORTER_OTLP_ENDPOINT"));
    }
    String packed =
        from.variable("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION");
    return new OtlpExporter.To(
        endpoint,
        pairs(
            from.first(
                Setting.TRACING_HEADERS,
                "",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
                "OTEL_EXPORTER_OTLP_HEADERS"),
            "headers for the collector"),
        packed.equals("gzip"),
        Duration.ofMillis(
            from.number(
                from.variable("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT").isEmpty()
                    ? "OTEL_EXPORTER_OTLP_TIMEOUT"
                    : "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
                10_000,
                600_000)));
  }

  private static URI address(String text, String source) {
    try {
      URI address = new URI(text);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Said below with what was expected.
    }
    throw NoriaException.invalid(
        source + ": " + text + " (expected: http://host:4318 or https://host)");
  }

  private static URI below(URI address) {
    String text = address.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + PATH);
  }

  private static Map<String, String> resource(Reader from) {
    Map<String, String> resource =
        new LinkedHashMap<>(
            pairs(from.variable("OTEL_RESOURCE_ATTRIBUTES"), "OTEL_RESOURCE_ATTRIBUTES"));
    String name = from.first(Setting.TRACING_SERVICE, "", "OTEL_SERVICE_NAME");
    if (!name.isEmpty() || !resource.containsKey("service.name")) {
      resource.put("service.name", name.isEmpty() ? "noria" : name);
    }
    return resource;
  }

  private static Map<String, String> pairs(String text, String what) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String each : text.split(",", -1)) {
      if (each.isBlank()) {
        continue;
      }
      int is = each.indexOf('=');
      if (is < 1) {
        // What stands there may be a secret: it is not shown.
        throw NoriaException.invalid(what + ": a pair without = (expected: name=value,name=value)");
      }
      String value = each.substring(is + 1).strip();
      pairs.put(each.substring(0, is).strip(), decoded(value));
    }
    return pairs;
  }

  /** Undoes percent-encoding; a plus stays a plus. */
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private record Reader(Settings settings, Map<String, String> environment) {
    /** The first of the variables that says something. */
    String variable(String... names) {
      for (String name : names) {
        String value = environment.getOrDefault(name, "").strip();
        if (!value.isEmpty()) {
          return value;
        }
      }
      return "";
    }

    String first(Setting own, String otherwise, String... names) {
      String said = settings.text(own);
      String value = said.isEmpty() ? variable(names) : said;
      return value.isEmpty() ? otherwise : value;
    }

    int number(String name, int otherwise, int most) {
      String text = variable(name);
      if (text.isEmpty()) {
        return otherwise;
      }
      if (text.matches("[0-9]{1,9}")) {
        int value = Integer.parseInt(text);
        if (value >= 1 && value <= most) {
          return value;
        }
      }
      throw NoriaException.invalid(
          "environment %s: %s (expected: a number from 1 to %d)".formatted(name, text, most));
    }
  }
}
