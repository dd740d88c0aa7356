package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria deployments log}. */
@Command(
    name = "log",
    description = "Shows or sets which of a deployment's predictions the log keeps.",
    footer = {
      "",
      "For example, a tenth of the requests from now on:",
      "  noria deployments log flights --sample 0.1",
      "and all of them again:",
      "  noria deployments log flights --sample 1"
    })
final class DeploymentLogCommand extends Remote {
  @Parameters(paramLabel = "DEPLOYMENT", description = "the deployment's name")
  private String deployment = "";

  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      description = "of the requests that are kept, from 0 to 1; those with the same key alike")
  private @Nullable Double sample;

  @Override
  JsonNode call(NoriaClient client) {
    String path = "/deployments/" + NoriaClient.segment(deployment) + "/log";
    return sample == null ? client.get(path) : client.put(path, Map.of("sample", sample));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.printf(
        "%s: the log keeps %s %% of the requests and has %s predictions%n",
        deployment,
        number(100 * answer.path("sample").asDouble()),
        answer.path("predictions").asText());
  }

  private static String number(double percent) {
    return new java.math.BigDecimal(percent, new java.math.MathContext(6))
        .stripTrailingZeros()
        .toPlainString();
  }
}
