package io.noria.dist;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import io.noria.importing.leaving.MlflowExport;
import io.noria.importing.leaving.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code noria export mlflow}. */
@Command(
    name = "mlflow",
    description = "Writes a folder that MLflow opens: mlflow.db and artifacts/.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Ids, times, every point, deleted things: everything that MLflow has a place for is kept.",
      "The folder appears when it is whole. Cut off, the next try goes on with the files.",
      "docs/leaving.md has more."
    })
final class ExportMlflowCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final int SHOWN_NOTES = 20;

  @Parameters(paramLabel = "FOLDER", description = "where to; a new folder")
  private Path folder = Path.of("");

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:NORIA_URL:-http://127.0.0.1:7600}",
      description = "the server (default: $NORIA_URL, else http://127.0.0.1:7600)")
  private String url = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:NORIA_TOKEN}",
      description = "the caller's token (default: $NORIA_TOKEN)")
  private @Nullable String token;

  @Option(
      names = "--only",
      paramLabel = "EXPERIMENT-GLOB",
      description = "experiments of such names, and the models that come from them: 'churn-*'")
  private String only = "";

  @Option(names = "--no-artifacts", description = "leave the files out")
  private boolean noArtifacts;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    Report report;
    try (NoriaClient client =
            NoriaClient.of(server(), token == null || token.isBlank() ? null : token, TIMEOUT);
        ProgressLine progress = ProgressLine.onTerminal(json)) {
      report =
          new MlflowExport(
                  client.mlflow(),
                  new MlflowExport.Options(target, only, !noArtifacts),
                  progress::at)
              .run();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson(report, target).toPrettyString());
    } else {
      print(report, target, out);
    }
    out.flush();
    return 0;
  }

  private URI server() {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid("--url: " + url + " (expected: http://HOST:PORT)");
    }
  }

  /** What to type to see it. */
  private static String next(Path target) {
    return "mlflow server --backend-store-uri sqlite:///%s --artifacts-destination %s"
        .formatted(quoted(target.resolve("mlflow.db")), quoted(target.resolve("artifacts")));
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9_./+,:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static ObjectNode asJson(Report report, Path target) {
    ObjectNode tree = new ObjectMapper().createObjectNode().put("folder", target.toString());
    ObjectNode counts = tree.putObject("counts");
    report.counts().forEach((kind, count) -> counts.put(kind.replace(' ', '_'), count));
    report
        .notes()
        .forEach(note ->
            tree.withArray("notes")
                .addObject()
                .put("where", note.where())
                .put("what", note.what()));
    return tree.put("command", next(target));
  }

  private void print(Report report, Path target, PrintWriter out) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, Long> count : report.counts().entrySet()) {
      if (count.getValue() > 0) {
        parts.add(
            count.getKey().equals("bytes")
                ? "(" + Sizes.bytes(count.getValue()) + ")"
                : String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey()));
      }
    }
    out.println(
        "Exported to " + target + ": " + String.join(", ", parts).replace(", (", " (") + ".");
    report.notes().stream()
        .limit(SHOWN_NOTES)
        .forEach(note -> out.println("  " + note.where() + ": " + note.what()));
    long hidden = report.notes().size() + report.moreNotes() - SHOWN_NOTES;
    if (hidden > 0) {
      out.println("  and " + hidden + " more; --json lists them");
    }
    if (noArtifacts) {
      out.println("  Files were left out (--no-artifacts): models cannot be loaded from it.");
    }
    out.println("Open it with:");
    out.println("  " + next(target));
  }
}
