package io.noria.dist;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.cli.ServerOptions;
import io.noria.client.NoriaClient;
import io.noria.importing.ImportReport;
import io.noria.importing.ImportSource;
import io.noria.importing.Importer;
import io.noria.importing.Survey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every import shares: the server, the progress and the report. */
final class ImportOptions {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final int SHOWN = 20;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  @Option(names = "--dry-run", description = "only say what there is")
  private boolean dryRun;

  @Option(
      names = "--into-existing",
      description = "add to an experiment of the same name that is here already")
  private boolean intoExisting;

  @Option(
      names = "--source-name",
      paramLabel = "NAME",
      description = "the name under which the server remembers this history (default: its place)")
  private @Nullable String sourceName;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /**
   * Brings the history over and reports.
   *
   * @return 0 when everything came, else 1
   */
  int bring(ImportSource source) throws IOException, InterruptedException {
    Survey survey = source.survey();
    if (dryRun) {
      show(source, survey);
      return 0;
    }
    ImportReport report = send(source, survey);
    if (json) {
      out().println(tree(source, report).toPrettyString());
    } else {
      print(source, report);
    }
    out().flush();
    return report.isWhole() ? 0 : 1;
  }

  private PrintWriter out() {
    return spec == null ? new PrintWriter(System.out, true) : spec.commandLine().getOut();
  }

  private ImportReport send(ImportSource source, Survey survey)
      throws IOException, InterruptedException {
    String key = sourceName == null ? source.key() : sourceName;
    try (ProgressLine progress = ProgressLine.onTerminal(json);
        NoriaClient client = server.client(TIMEOUT);
        Importer importer =
            new Importer(
                client,
                new Importer.Options(key, intoExisting),
                new ImportMeter(progress, survey))) {
      source.read(importer);
      return importer.finish();
    }
  }

  private void show(ImportSource source, Survey survey) {
    if (json) {
      ObjectNode tree = new ObjectMapper().valueToTree(survey);
      out().println(tree.put("source", source.title()).toPrettyString());
    } else {
      out().println(source.title());
      out()
          .printf(
              Locale.ROOT,
              "  %,d experiments, %,d runs, %,d points, %,d models with %,d versions, %,d traces%n",
              survey.experiments(),
              survey.runs(),
              survey.points(),
              survey.models(),
              survey.versions(),
              survey.traces());
    }
    out().flush();
  }

  private static ObjectNode tree(ImportSource source, ImportReport report) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree =
        mapper
            .createObjectNode()
            .put("source", source.title())
            .put("whole", report.isWhole())
            .put("records", report.records())
            .put("created", report.created())
            .put("updated", report.updated())
            .put("same", report.same())
            .put("points", report.points())
            .put("files", report.files())
            .put("bytes", report.bytes())
            .put("files_there", report.filesThere())
            .put("passed_over", report.whole());
    tree.set("lost", mapper.valueToTree(report.lost()));
    tree.set("remarks", mapper.valueToTree(report.remarks()));
    return tree;
  }

  private void print(ImportSource source, ImportReport report) throws IOException {
    PrintWriter out = out();
    out.println(source.title());
    out.printf(
        Locale.ROOT,
        "Came over: %,d records (%,d new, %,d brought up to date, %,d as they were), %,d points,"
            + " %,d files (%s).%n",
        report.records(),
        report.created(),
        report.updated(),
        report.same(),
        report.points(),
        report.files(),
        Sizes.bytes(report.bytes()));
    if (report.whole() > 0 || report.filesThere() > 0) {
      out.printf(
          Locale.ROOT,
          "Were here already: %,d runs, models and traces whole, %,d files.%n",
          report.whole(),
          report.filesThere());
    }
    report.remarks().forEach(note -> out.println("Note: " + text(note)));
    if (report.isWhole()) {
      out.println("Everything came.");
      return;
    }
    List<String> lines = new ArrayList<>(report.lost().stream().map(ImportOptions::text).toList());
    out.printf(Locale.ROOT, "Could not be brought over: %,d%n", lines.size());
    lines.stream().limit(SHOWN).forEach(line -> out.println("  " + line));
    if (lines.size() > SHOWN) {
      Path file = Files.createTempFile(Path.of("").toAbsolutePath(), "noria-import-", ".txt");
      Files.write(file, lines);
      out.println("  and " + (lines.size() - SHOWN) + " more: all of them are in " + file);
    }
  }

  private static String text(ImportReport.Note note) {
    return note.where() + ": " + note.what();
  }
}
