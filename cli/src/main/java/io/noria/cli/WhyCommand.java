package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria why}. */
@Command(
    name = "why",
    description = "Tells why a prediction is what it is.",
    footer = {
      "",
      "The id is the answer's header Noria-Prediction-Id, or as much of its beginning as no other has.",
      "For example: noria why 01a21ede-dcd9"
    })
final class WhyCommand extends Remote {
  private static final int WIDTH = 100;

  @Parameters(
      paramLabel = "PREDICTION",
      description = "the prediction's id, or how it begins when no other begins so")
  private String prediction = "";

  @Option(
      names = "--neighbours",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many training rows like it to show, 0 to 50 (default 5)")
  private int neighbours;

  @Option(
      names = "--weighted",
      description = "features count for likeness by their contribution, not alike")
  private boolean weighted;

  @Option(names = "--all", description = "show every feature, not only those that added most")
  private boolean all;

  @Override
  JsonNode call(NoriaClient client) {
    return client.why(prediction, neighbours, weighted);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    new WhyPage(look(), all).print(answer, out);
  }

  private Look look() {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    boolean colour = terminal && spec.commandLine().getColorScheme().ansi().enabled();
    String columns = System.getenv("COLUMNS");
    int width =
        columns != null && columns.matches("[1-9][0-9]{1,3}")
            ? Integer.parseInt(columns)
            : terminal ? spec.usageMessage().width() : WIDTH;
    return new Look(width, colour, Look.canDraw(Charset.forName(encoding())));
  }

  private static String encoding() {
    String encoding = System.getProperty("stdout.encoding", "UTF-8");
    return Charset.isSupported(encoding) ? encoding : "UTF-8";
  }
}
