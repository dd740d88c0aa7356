package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria rerun}. */
@Command(
    name = "rerun",
    description =
        "Makes a run or a model again from its recorded inputs alone, and says whether the digests"
            + " are the same.",
    footer = {
      "",
      "For example: noria rerun flights/9",
      "Exit status: 0 every digest is the same, 1 one differs or it failed, 2 wrong usage."
    })
final class RerunCommand extends Remote {
  private static final long POLL_MILLIS = 500;
  private static final Set<String> OPEN = Set.of("pending", "running");

  @Parameters(
      paramLabel = "ID",
      description =
          "a run's id, a model version such as flights/9, task:PIPELINERUN/TASK or pipeline_run:…")
  private String id = "";

  @Option(names = "--why", paramLabel = "REASON", description = "kept with the rerun")
  private String why = "";

  @Option(names = "--no-wait", description = "return once it has started")
  private boolean noWait;

  @Override
  JsonNode call(NoriaClient client) {
    JsonNode rerun = client.post("/reruns", Map.of("ref", id, "why", why));
    String path = "/reruns/" + NoriaClient.segment(text(rerun, "id"));
    Map<String, String> shown = new HashMap<>();
    progress(rerun, shown);
    while (!noWait && OPEN.contains(text(rerun, "state"))) {
      pause();
      rerun = client.get(path);
      progress(rerun, shown);
    }
    return rerun;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.ABORTED, "interrupted; the rerun goes on", e);
    }
  }

  /** One line for each task that got somewhere since the last look. */
  private void progress(JsonNode rerun, Map<String, String> shown) {
    if (printsJson()) {
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (shown.isEmpty()) {
      out.println(
          "%s is made again as %s, %d tasks of %s"
              .formatted(
                  text(rerun, "of"),
                  text(rerun, "ref"),
                  rerun.path("tasks").size(),
                  text(rerun, "original")));
    }
    for (JsonNode task : rerun.path("tasks")) {
      String line = line(task);
      String before = shown.put(text(task, "name"), line);
      if (!line.equals(before) && !text(task, "status").equals("PENDING")) {
        out.println("  " + line);
      }
    }
    out.flush();
  }

  private static String line(JsonNode task) {
    String name = text(task, "name");
    if (task.path("same").isBoolean()) {
      boolean same = task.path("same").asBoolean();
      return "%s %s: %s%s"
          .formatted(same ? "✓" : "✕", name, same ? "the same" : text(task, "reason"), times(task));
    }
    return switch (text(task, "status")) {
      case "RUNNING" -> "… " + name + ": running";
      case "FAILED" -> "✕ " + name + ": " + text(task, "error");
      default -> "  " + name + ": " + text(task, "status").toLowerCase(java.util.Locale.ROOT);
    };
  }

  private static String times(JsonNode task) {
    String now = text(task, "seconds");
    String then = text(task, "original_seconds");
    return now.isEmpty()
        ? ""
        : " (" + now + " s" + (then.isEmpty() ? "" : ", then " + then + " s") + ")";
  }

  @Override
  int status(JsonNode rerun) {
    String state = text(rerun, "state");
    return state.equals("same") || (noWait && OPEN.contains(state)) ? 0 : 1;
  }

  @Override
  void print(JsonNode rerun, PrintWriter out) {
    for (JsonNode task : rerun.path("tasks")) {
      for (JsonNode output : task.path("outputs")) {
        String name = text(output, "name");
        boolean differs = output.path("same").isBoolean() && !output.path("same").asBoolean();
        if (differs || name.endsWith("model.json") || name.endsWith("linear.json")) {
          out.println(
              "  %s/%s  %s → %s"
                  .formatted(
                      text(task, "name"),
                      name,
                      head(text(output, "original_digest")),
                      head(text(output, "digest"))));
        }
      }
    }
    rerun.path("notes").forEach(note -> out.println("  note: " + note.asText()));
    out.println(text(rerun, "summary"));
  }

  private static String head(String digest) {
    return digest.isEmpty() ? "nothing" : digest.substring(0, Math.min(12, digest.length()));
  }
}
