package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code noria deployments canary}. */
@Command(
    name = "canary",
    description = "A version takes over a deployment step by step; without one, how that stands.",
    footer = {
      "",
      "For example:",
      "  noria deployments canary flights version:8 --steps 1,5,25,50 --every 10m \\",
      "    --max-error-rate 0.01 --max-p99-ratio 1.5",
      "  noria deployments canary flights",
      "  noria deployments canary flights --abort --why \"the night shift complains\""
    })
final class CanaryCommand extends Remote {
  private static final Pattern REFERENCE =
      Pattern.compile("(?:([^=:/@]+)/)?((?:alias|stage|version):[^=]+)");
  private static final Pattern URI =
      Pattern.compile("models:/([^/@]+)(?:/([1-9][0-9]*)|@(.+)|/([^/@]+))");
  private static final Pattern TIME = Pattern.compile("([0-9]+(?:[.][0-9]+)?)(ms|s|m|h|d)");

  @Parameters(index = "0", paramLabel = "DEPLOYMENT", description = "the deployment's name")
  private String deployment = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "[MODEL/]REFERENCE",
      description = "alias:NAME, stage:NAME, version:N or models:/… that names the version, once")
  private String reference = "";

  @Option(
      names = "--steps",
      split = ",",
      paramLabel = "PERCENT",
      description = "shares of the requests, rising (default: 1,5,25,50)")
  private List<Double> steps = List.of();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "how long a step lasts at least: 30s, 10m, 2h, 1d (default: 10m)")
  private String every = "10m";

  @Option(
      names = "--max-error-rate",
      paramLabel = "SHARE",
      description =
          "back to nothing when more of its requests fail than of the own version's, by more than"
              + " this, 0 to 1")
  private Double errors = Double.NaN;

  @Option(
      names = "--max-p99-ratio",
      paramLabel = "FACTOR",
      description =
          "back to nothing when its 99th percentile of latency is more than so many times the own"
              + " version's")
  private Double latency = Double.NaN;

  @Option(
      names = "--min-requests",
      paramLabel = "N",
      description = "requests in a step before it is judged and goes on (default: 100)")
  private long requests = 100;

  @ArgGroup private Change change = new Change();

  @Option(names = "--why", paramLabel = "REASON", description = "kept in the history")
  private String why = "";

  /** One of these. */
  static final class Change {
    @Option(names = "--pause", description = "it stays at its share; guards go on looking")
    private boolean pause;

    @Option(names = "--resume", description = "its step begins anew")
    private boolean resume;

    @Option(names = "--abort", description = "it answers no more")
    private boolean abort;

    @Option(names = "--finish", description = "it becomes the deployment's own version now")
    private boolean finish;

    String word() {
      return pause ? "pause" : resume ? "resume" : abort ? "abort" : finish ? "finish" : "";
    }
  }

  @Override
  JsonNode call(NoriaClient client) {
    String path = "/deployments/" + NoriaClient.segment(deployment) + "/canary";
    String word = change.word();
    if (!word.isEmpty()) {
      if (!reference.isEmpty()) {
        throw refused("--" + word + " with " + reference + " (expected: one or the other)");
      }
      return client.post(path + "/" + word, Map.of("why", why));
    }
    return reference.isEmpty() ? client.get(path) : client.post(path, body());
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    Matcher uri = URI.matcher(reference);
    Matcher plain = REFERENCE.matcher(reference);
    if (uri.matches()) {
      body.put("model", uri.group(1));
      body.put(
          "follow",
          uri.group(2) != null
              ? "version:" + uri.group(2)
              : uri.group(3) != null ? "alias:" + uri.group(3) : "stage:" + uri.group(4));
    } else if (plain.matches()) {
      if (plain.group(1) != null) {
        body.put("model", plain.group(1));
      }
      body.put("follow", plain.group(2));
    } else {
      throw refused(reference + " (expected: such as version:8, alias:challenger or models:/m/8)");
    }
    body.put("steps", steps.isEmpty() ? List.of(1.0, 5.0, 25.0, 50.0) : steps);
    body.put("every_s", seconds(spec, "--every", every));
    body.put("min_requests", requests);
    if (!errors.isNaN()) {
      body.put("max_error_rate", errors);
    }
    if (!latency.isNaN()) {
      body.put("max_p99_ratio", latency);
    }
    return body;
  }

  /** A length of time in seconds. */
  static double seconds(CommandSpec spec, String option, String text) {
    Matcher found = TIME.matcher(text);
    if (!found.matches()) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + text + " (expected: such as 30s, 10m, 2h or 1d)");
    }
    double number = Double.parseDouble(found.group(1));
    return switch (found.group(2)) {
      case "ms" -> number / 1000;
      case "s" -> number;
      case "m" -> number * 60;
      case "h" -> number * 3600;
      default -> number * 86_400;
    };
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    print(answer, deployment, out);
  }

  /** For a person: who, where, why, and what both did in the step. */
  static void print(JsonNode canary, String deployment, PrintWriter out) {
    out.printf(
        "%s: canary %s version %s %s, %s %% of the requests (step %s of %d, since %s): %s%n",
        deployment,
        text(canary, "/canary/model"),
        text(canary, "/canary/version"),
        text(canary, "state"),
        canary.path("share").asText(),
        text(canary, "step"),
        canary.path("steps").size(),
        text(canary, "step_since"),
        text(canary, "why"));
    out.flush();
    new Table()
        .column("in this step", "side")
        .column("version", "version")
        .column("requests", "requests")
        .column("failed", "failed")
        .column("error rate", "error_rate")
        .column("p99 ms", "p99_ms")
        .print(sides(canary), "", out);
  }

  private static JsonNode sides(JsonNode canary) {
    var sides = new com.fasterxml.jackson.databind.ObjectMapper().createArrayNode();
    for (String side : List.of("canary", "base")) {
      com.fasterxml.jackson.databind.node.ObjectNode row = canary.path(side).deepCopy();
      sides.add(row.put("side", side.equals("base") ? "own" : side));
    }
    return sides;
  }
}
