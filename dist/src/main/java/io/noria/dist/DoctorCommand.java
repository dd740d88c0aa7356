package io.noria.dist;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.server.config.NoriaConfig;
import io.noria.server.doctor.DeepLook;
import io.noria.server.doctor.Doctor;
import io.noria.server.doctor.Finding;
import io.noria.storage.check.DeepCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noria doctor}. */
@Command(
    name = "doctor",
    description = "Says what this machine lacks, and with --deep whether the data is whole.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit status 1 when something does not work. It changes nothing."})
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--deep", description = "read every row and every object too")
  private boolean deep;

  @Option(names = "--json", description = "print the findings as JSON")
  private boolean json;

  @Mixin private final DataOptions data = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    // What libraries say of their start is none of the findings.
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.SEVERE);
    NoriaConfig config = data.load();
    List<Finding> findings = Doctor.look(config);
    boolean failed = findings.stream().anyMatch(finding -> finding.status() == Finding.Status.FAIL);
    DeepCheck.Report report = null;
    if (deep && !failed) {
      try (ProgressLine progress = ProgressLine.onTerminal(json)) {
        report = DeepLook.run(config, progress::at);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(tree(findings, report).toPrettyString());
    } else {
      findings.forEach(finding -> print(finding, out));
      print(report, failed, out);
    }
    out.flush();
    return failed || (report != null && !report.problems().isEmpty()) ? 1 : 0;
  }

  private static void print(Finding finding, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-4s  %-16s  %s%n",
        finding.status().name().toLowerCase(Locale.ROOT),
        finding.name(),
        finding.found());
    if (!finding.advice().isEmpty()) {
      out.printf(Locale.ROOT, "      %-16s  -> %s%n", "", finding.advice());
    }
  }

  private void print(DeepCheck.@Nullable Report report, boolean failed, PrintWriter out) {
    if (report == null) {
      if (deep && failed) {
        out.println("The data was not read, since something above does not work.");
      }
      return;
    }
    report.problems().forEach(problem -> out.println("fail  " + problem));
    out.println(
        (report.problems().isEmpty() ? "Whole: " : report.problems().size() + " problems; read ")
            + report.objects()
            + " objects, "
            + Sizes.bytes(report.bytes())
            + ".");
  }

  private static ObjectNode tree(List<Finding> findings, DeepCheck.@Nullable Report report) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = mapper.createObjectNode();
    var list = tree.putArray("findings");
    for (Finding finding : findings) {
      list.addObject()
          .put("name", finding.name())
          .put("status", finding.status().name().toLowerCase(Locale.ROOT))
          .put("found", finding.found())
          .put("advice", finding.advice());
    }
    if (report != null) {
      ObjectNode node = tree.putObject("deep");
      node.put("objects", report.objects()).put("bytes", report.bytes());
      var problems = node.putArray("problems");
      report.problems().forEach(problems::add);
    }
    return tree;
  }
}
