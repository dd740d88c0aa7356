package io.noria.dist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.cli.ServerOptions;
import io.noria.client.NoriaClient;
import io.noria.server.Maintenance;
import io.noria.server.logging.Logging;
import io.noria.storage.gc.GarbageCollector;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code noria gc}. */
@Command(
    name = "gc",
    description = "Deletes for good what was deleted long ago, and frees its files.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A running server does it itself (--url), with --older-than 1d and --grace 1h or more;",
      "with --data, FOLDER's server must be stopped.",
      "Until then every deletion can be undone. docs/operations.md has the details."
    })
final class GcCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final long POLL_MS = 300;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      defaultValue = "30d",
      description = "only what was deleted so long ago: 30d, 12h, 1d12h, 0 (default 30d)")
  private String olderThan = "30d";

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "1d",
      description = "only objects that nobody stored for so long (default 1d)")
  private String grace = "1d";

  @Option(names = "--dry-run", description = "only say what would go")
  private boolean dryRun;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Mixin private final DataOptions data = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration age = Sizes.duration("--older-than", olderThan);
    Duration rest = Sizes.duration("--grace", grace);
    try (ProgressLine progress = ProgressLine.onTerminal(json)) {
      JsonNode result = data.said() ? here(age, rest, progress) : there(age, rest, progress);
      progress.close();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(result.toPrettyString());
      } else {
        print(result, out);
      }
      out.flush();
    }
    return 0;
  }

  private JsonNode here(Duration age, Duration rest, ProgressLine progress) throws IOException {
    Logging.toStandardError();
    GarbageCollector.Result result =
        Maintenance.gc(data.load(), new GarbageCollector.Request(age, rest, dryRun), progress::at);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = mapper.createObjectNode().put("state", "done").put("dry_run", dryRun);
    tree.set("purged", mapper.valueToTree(result.purged()));
    tree.set("kept", mapper.valueToTree(result.kept()));
    return tree.put("objects", result.objects())
        .put("freed_objects", result.freedObjects())
        .put("freed_bytes", result.freedBytes());
  }

  private JsonNode there(Duration age, Duration rest, ProgressLine progress)
      throws InterruptedException {
    try (NoriaClient client = server.client(TIMEOUT)) {
      JsonNode state =
          client.post(
              "/gc",
              Map.of(
                  "older_than_s", age.toSeconds(),
                  "grace_s", rest.toSeconds(),
                  "dry_run", dryRun));
      while (state.path("state").asText().equals("running")) {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
        state = client.get("/gc");
        progress.at(
            state.path("phase").asText(""),
            state.path("done").asLong(),
            state.path("whole").asLong());
      }
      if (!state.path("state").asText().equals("done")) {
        throw new NoriaException(ErrorCode.ABORTED, "gc: " + state.path("problem").asText());
      }
      return state;
    }
  }

  private void print(JsonNode result, PrintWriter out) {
    List<String> gone = new ArrayList<>();
    result
        .path("purged")
        .properties()
        .forEach(kind -> {
          if (kind.getValue().asLong() > 0) {
            gone.add(kind.getValue().asLong() + " " + kind.getKey().replace('_', ' '));
          }
        });
    String verb = dryRun ? "Would delete for good: " : "Deleted for good: ";
    out.println(
        gone.isEmpty()
            ? "Nothing was deleted that long ago."
            : verb + String.join(", ", gone) + ".");
    result
        .path("kept")
        .properties()
        .forEach(kind -> {
          if (kind.getValue().asLong() > 0) {
            out.println(
                "Kept: "
                    + kind.getValue().asLong()
                    + " deleted "
                    + kind.getKey().replace('_', ' ')
                    + " that something else needs.");
          }
        });
    out.println(
        (dryRun ? "Would free " : "Freed ")
            + result.path("freed_objects").asLong()
            + " of "
            + result.path("objects").asLong()
            + " objects, "
            + Sizes.bytes(result.path("freed_bytes").asLong())
            + ".");
  }
}
