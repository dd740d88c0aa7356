package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code noria deployments traffic}. */
@Command(
    name = "traffic",
    description =
        "Shows or sets who answers a deployment's requests beside its own version, and who listens.",
    footer = {
      "",
      "For example, a tenth of the requests to the challenger, and version 7 as a shadow:",
      "  noria deployments traffic flights --split alias:challenger=10 --shadow version:7",
      "mobile clients to the challenger, whatever the share, and long flights to version 7:",
      "  noria deployments traffic flights --split alias:challenger=0 --split version:7=0 \\",
      "    --rule 'header:x-client = mobile -> challenger' \\",
      "    --rule 'field:distance > 2000 -> version-7'",
      "and the deployment's own version alone again:",
      "  noria deployments traffic flights --clear"
    })
final class TrafficCommand extends Remote {
  private static final Pattern SPLIT =
      Pattern.compile("(?:([^=:/]+)/)?((?:alias|stage|version):[^=]+)=([0-9]+(?:[.][0-9]+)?)%?");
  private static final Pattern SHADOW =
      Pattern.compile(
          "(?:([^=:/]+)/)?((?:alias|stage|version):[^=]+)(?:=([0-9]+(?:[.][0-9]+)?)%?)?");

  private static final Pattern RULE =
      Pattern.compile(
          "\\s*(header|field):(.+?)\\s+(=|!=|<|>|equals|not|in"
              + "|prefix|less|greater|present)(\\s.*?)?\\s*->\\s*(\\S+)\\s*");
  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("=", "equals"),
          Map.entry("equals", "equals"),
          Map.entry("!=", "not"),
          Map.entry("not", "not"),
          Map.entry("in", "in"),
          Map.entry("prefix", "prefix"),
          Map.entry("<", "less"),
          Map.entry("less", "less"),
          Map.entry(">", "greater"),
          Map.entry("greater", "greater"),
          Map.entry("present", "present"));

  @Parameters(paramLabel = "DEPLOYMENT", description = "the deployment's name")
  private String deployment = "";

  @Option(
      names = "--split",
      paramLabel = "[MODEL/]REFERENCE=PERCENT",
      description = "answers that share of the requests; may be given several times")
  private List<String> split = List.of();

  @Option(
      names = "--shadow",
      paramLabel = "[MODEL/]REFERENCE[=PERCENT]",
      description = "is asked the same and compared, and never answers; may be given several times")
  private List<String> shadow = List.of();

  @Option(
      names = "--rule",
      paramLabel = "'(header|field):NAME OPERATOR [VALUE,…] -> VARIANT'",
      description =
          "sends the requests that it fits to the variant before shares are looked at, the first"
              + " that fits; operators: = != in prefix < > present; VARIANT own is the"
              + " deployment's own version; may be given several times, with all variants; without"
              + " it the rules stay as they are")
  private List<String> rules = List.of();

  @Option(
      names = "--clear",
      description = "no variants and no rules: its own version answers alone")
  private boolean clear;

  @Override
  JsonNode call(NoriaClient client) {
    String path = "/deployments/" + NoriaClient.segment(deployment) + "/traffic";
    boolean any = !(split.isEmpty() && shadow.isEmpty() && rules.isEmpty());
    if (!any && !clear) {
      return client.get(path);
    }
    if (clear && any) {
      throw new ParameterException(
          spec.commandLine(),
          "--clear with --split, --shadow or --rule (expected: one or the other)");
    }
    if (!rules.isEmpty() && split.isEmpty() && shadow.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--rule without --split or --shadow (expected: all variants beside the rules, since they"
              + " are set in one go)");
    }
    List<Map<String, Object>> variants = new ArrayList<>();
    split.forEach(text -> variants.add(variant(SPLIT, "--split", text, false)));
    shadow.forEach(text -> variants.add(variant(SHADOW, "--shadow", text, true)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("variants", variants);
    if (clear || !rules.isEmpty()) {
      body.put("rules", rules.stream().map(this::rule).toList());
    }
    return client.put(path, body);
  }

  private Map<String, Object> rule(String text) {
    Matcher found = RULE.matcher(text);
    String operator = found.matches() ? OPERATORS.get(found.group(3)) : null;
    if (operator == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--rule: " + text + " (expected: such as 'header:x-client = mobile -> challenger')");
    }
    String values = found.group(4) == null ? "" : found.group(4).strip();
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put(found.group(1), found.group(2));
    rule.put("operator", operator);
    rule.put(
        "values",
        values.isEmpty()
            ? List.of()
            : operator.equals("in")
                ? Arrays.stream(values.split(",", -1)).map(String::strip).toList()
                : List.of(values));
    rule.put("variant", found.group(5));
    return rule;
  }

  private Map<String, Object> variant(Pattern form, String option, String text, boolean shadow) {
    Matcher found = form.matcher(text);
    if (!found.matches()) {
      throw new ParameterException(
          spec.commandLine(),
          option
              + ": "
              + text
              + " (expected: such as alias:challenger"
              + (shadow ? "" : "=10")
              + ")");
    }
    Map<String, Object> variant = new LinkedHashMap<>();
    String follow = found.group(2);
    String model = found.group(1);
    String value = follow.substring(follow.indexOf(':') + 1);
    variant.put(
        "name",
        (model == null ? "" : model + "-")
            + (follow.startsWith("version:") ? "version-" + value : value)
            + (shadow ? "-shadow" : ""));
    if (model != null) {
      variant.put("model", model);
    }
    variant.put("follow", follow);
    if (found.group(3) != null) {
      variant.put("share", Double.parseDouble(found.group(3)));
    }
    variant.put("shadow", shadow);
    return variant;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.printf(
        "%s: %s version %s answers %s %% of the requests%n",
        deployment,
        text(answer, "model"),
        text(answer, "version").isEmpty() ? "(none yet)" : text(answer, "version"),
        answer.path("share").asText());
    new Table()
        .column("variant", "name")
        .column("model", "model")
        .column("follows", "follows")
        .column("version", "version")
        .column("share", "share")
        .column("shadow", "shadow")
        .column("problem", "problem")
        .print(answer.path("variants"), "No variants.", out);
    if (!answer.path("rules").isEmpty()) {
      out.println("Rules, the first that fits:");
    }
    for (JsonNode rule : answer.path("rules")) {
      List<String> values = new ArrayList<>();
      rule.path("values").forEach(value -> values.add(value.asText()));
      boolean header = rule.hasNonNull("header");
      out.printf(
          "  %s %s %s -> %s%n",
          (header ? "header:" : "field:") + text(rule, header ? "header" : "field"),
          text(rule, "operator"),
          String.join(",", values),
          text(rule, "variant"));
    }
    for (JsonNode variant : answer.path("variants")) {
      JsonNode compared = variant.path("compared");
      if (!compared.isMissingNode() && !compared.isNull()) {
        out.printf(
            "%s: %s of %s rows the same, scores differ by %s on average and %s at most; %s"
                + " requests failed, %s were skipped%n",
            text(variant, "name"),
            text(compared, "same"),
            text(compared, "rows"),
            text(compared, "mean_difference").isEmpty()
                ? "nothing"
                : text(compared, "mean_difference"),
            text(compared, "largest_difference"),
            text(compared, "failed"),
            text(compared, "skipped"));
      }
    }
  }
}
