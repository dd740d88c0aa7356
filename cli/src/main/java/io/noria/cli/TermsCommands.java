package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What holds for deployments: stages, limits, caches. */
final class TermsCommands {
  private static final Pattern SIZE = Pattern.compile("([0-9]+)(|B|KB|MB|GB|KiB|MiB|GiB)");

  private TermsCommands() {}

  private static String path(String deployment, String what) {
    return "/deployments/" + NoriaClient.segment(deployment) + "/" + what;
  }

  private static void print(JsonNode terms, String deployment, PrintWriter out) {
    out.printf(
        "%s: stage %s; limits of each caller: %s; answers kept: %s%n",
        deployment,
        terms.hasNonNull("stage") ? terms.path("stage").asText() : "(none)",
        limits(terms.path("limits")),
        cache(terms.path("cache")));
  }

  private static String limits(JsonNode limits) {
    if (!limits.isObject()) {
      return "none";
    }
    String speed =
        limits.hasNonNull("per_second")
            ? Remote.text(limits, "per_second")
                + " requests a second, "
                + limits.path("burst").asText()
                + " at once"
            : "";
    String rows =
        limits.hasNonNull("rows_per_day")
            ? limits.path("rows_per_day").asText() + " rows a day"
            : "";
    return speed + (speed.isEmpty() || rows.isEmpty() ? "" : ", ") + rows;
  }

  private static String cache(JsonNode cache) {
    return cache.isObject()
        ? "%s bytes for %s s"
            .formatted(cache.path("max_bytes").asText(), Remote.text(cache, "max_age_s"))
        : "none";
  }

  /** Puts a deployment at a stage. */
  @Command(
      name = "stage",
      description = "Puts a deployment at a stage, a word of your own such as staging.",
      footer = {
        "",
        "For example:",
        "  noria deployments stage flights production",
        "  noria deployments --stage production"
      })
  static final class Stage extends Remote {
    @Parameters(index = "0", paramLabel = "DEPLOYMENT", description = "the deployment's name")
    private String deployment = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "STAGE",
        description = "lower-case letters, digits, . _ -")
    private String stage = "";

    @Option(names = "--none", description = "at no stage any more")
    private boolean none;

    @Override
    JsonNode call(NoriaClient client) {
      if (stage.isEmpty() == !none) {
        throw new ParameterException(spec.commandLine(), "STAGE or --none (expected: one of them)");
      }
      return client.put(path(deployment, "stage"), Map.of("stage", stage));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      TermsCommands.print(answer, deployment, out);
    }
  }

  /** Limits callers. */
  @Command(
      name = "limit",
      description =
          "Limits what each caller may ask of a deployment; without options, what holds for it.",
      footer = {
        "",
        "For example:",
        "  noria deployments limit flights --rate 50 --burst 100 --rows-a-day 100000",
        "  noria deployments limit flights --off"
      })
  static final class Limit extends Remote {
    @Parameters(paramLabel = "DEPLOYMENT", description = "the deployment's name")
    private String deployment = "";

    @Option(names = "--rate", paramLabel = "N", description = "requests a second")
    private Double rate = Double.NaN;

    @Option(
        names = "--burst",
        paramLabel = "N",
        description = "requests at once (default: the rate, rounded up)")
    private int burst;

    @Option(names = "--rows-a-day", paramLabel = "N", description = "rows in a day of UTC")
    private long rows;

    @Option(names = "--off", description = "no limits")
    private boolean off;

    @Override
    JsonNode call(NoriaClient client) {
      Map<String, Object> body = new LinkedHashMap<>();
      if (!rate.isNaN()) {
        body.put("per_second", rate);
      }
      if (burst != 0) {
        body.put("burst", burst);
      }
      if (rows != 0) {
        body.put("rows_per_day", rows);
      }
      if (body.isEmpty() && !off) {
        return client.get(path(deployment, "terms"));
      }
      if (off && !body.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "--off with a limit (expected: one or the other)");
      }
      return client.put(path(deployment, "limits"), body);
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      TermsCommands.print(answer, deployment, out);
    }
  }

  /** Keeps answers. */
  @Command(
      name = "cache",
      description =
          "Keeps a deployment's answers for the same questions; without options, what holds for"
              + " it.",
      footer = {
        "",
        "For example:",
        "  noria deployments cache flights --bytes 64MB --age 10m",
        "  noria deployments cache flights --off"
      })
  static final class Cache extends Remote {
    @Parameters(paramLabel = "DEPLOYMENT", description = "the deployment's name")
    private String deployment = "";

    @Option(
        names = "--bytes",
        paramLabel = "SIZE",
        description = "memory at most, on each server: 64MB (default: 64MB)")
    private String bytes = "";

    @Option(
        names = "--age",
        paramLabel = "TIME",
        description = "after which an answer is worked out anew: 30s, 10m (default: 10m)")
    private String age = "";

    @Option(names = "--off", description = "nothing is kept")
    private boolean off;

    @Override
    JsonNode call(NoriaClient client) {
      if (off) {
        return client.put(path(deployment, "cache"), Map.of());
      }
      if (bytes.isEmpty() && age.isEmpty()) {
        return client.get(path(deployment, "terms"));
      }
      return client.put(
          path(deployment, "cache"),
          Map.of(
              "max_bytes",
              size(bytes.isEmpty() ? "64MB" : bytes),
              "max_age_s",
              CanaryCommand.seconds(spec, "--age", age.isEmpty() ? "10m" : age)));
    }

    private long size(String text) {
      Matcher found = SIZE.matcher(text);
      if (!found.matches() || found.group(1).length() > 12) {
        throw new ParameterException(
            spec.commandLine(), "--bytes: " + text + " (expected: such as 64MB)");
      }
      long number = Long.parseLong(found.group(1));
      return switch (found.group(2)) {
        case "KB" -> number * 1000;
        case "MB" -> number * 1_000_000;
        case "GB" -> number * 1_000_000_000;
        case "KiB" -> number << 10;
        case "MiB" -> number << 20;
        case "GiB" -> number << 30;
        default -> number;
      };
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      TermsCommands.print(answer, deployment, out);
    }
  }

  /** The same version elsewhere. */
  @Command(
      name = "promote",
      description =
          "A deployment answers with exactly the version that another one answers with, pinned; it"
              + " is made if it is not there. noria deployments rollback takes it back.",
      footer = {"", "For example: noria deployments promote flights-staging flights"})
  static final class Promote extends Remote {
    @Parameters(index = "0", paramLabel = "FROM", description = "whose version it is")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "the deployment that changes")
    private String to = "";

    @Override
    JsonNode call(NoriaClient client) {
      return client.post(path(from, "promote"), Map.of("to", to));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.printf(
          "%s answers with %s version %s, as %s does.%n",
          to, text(answer, "model"), text(answer, "version"), from);
    }
  }
}
