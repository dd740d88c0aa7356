package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria models} and what one does with a model. */
@Command(
    name = "models",
    description = "Lists models, or the versions of one.",
    subcommands = {
      ModelsCommand.History.class,
      ModelsCommand.Card.class,
      ModelsCommand.Rollback.class
    })
final class ModelsCommand extends Remote {
  @Parameters(paramLabel = "MODEL", arity = "0..1", description = "a model's name; none lists them")
  private String model = "";

  @Override
  JsonNode call(NoriaClient client) {
    return all(
        client,
        model.isEmpty() ? "/models" : "/models/" + NoriaClient.segment(model) + "/versions",
        10_000);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (model.isEmpty()) {
      new Table()
          .column("model", "name")
          .column("champion", "champion")
          .column("versions", "versions")
          .column("serves", "deployment")
          .column("description", "description")
          .print(answer.path("items"), "No models yet. See docs/registry.md.", out);
      return;
    }
    new Table()
        .column("version", "version")
        .column("stage", "stage")
        .column("aliases", "aliases")
        .column("metric", "/metric/value")
        .column("verdict", "/verdict/outcome")
        .column("run", "run")
        .column("created", "created_at")
        .print(answer.path("items"), "No versions yet.", out);
  }

  /** Every move of a model's versions. */
  @Command(
      name = "history",
      description = "Every move between stages and of aliases, with who and why.")
  static final class History extends Remote {
    @Parameters(paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @Override
    JsonNode call(NoriaClient client) {
      return all(client, "/models/" + NoriaClient.segment(model) + "/history", 10_000);
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      new Table()
          .column("at", "at")
          .column("event time", "event_time")
          .column("version", "version")
          .column("alias", "alias")
          .column("from", "from")
          .column("to", "to")
          .column("by", "by")
          .column("why", "why")
          .print(answer.path("items"), "Nothing has moved yet.", out);
    }
  }

  /** A version's card. */
  @Command(name = "card", description = "Prints a version's model card as Markdown.")
  static final class Card extends Remote {
    @Parameters(index = "0", paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "the version's number")
    private int version;

    @Override
    JsonNode call(NoriaClient client) {
      return TextNode.valueOf(
          text(
              client.get("/models/" + NoriaClient.segment(model) + "/versions/" + version),
              "card"));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(answer.asText());
    }
  }

  /** Back to an earlier version. */
  @Command(name = "rollback", description = "Points the champion back at an earlier version.")
  static final class Rollback extends Remote {
    @Parameters(index = "0", paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "the version to go back to")
    private int version;

    @Option(
        names = "--why",
        paramLabel = "REASON",
        required = true,
        description = "kept in the history")
    private String why = "";

    @Option(names = "--dry-run", description = "only say what would change")
    private boolean dryRun;

    @Override
    JsonNode call(NoriaClient client) {
      return client.post(
          "/models/" + NoriaClient.segment(model) + "/rollback",
          Map.of("version", version, "why", why, "dry_run", dryRun));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      if (!text(answer, "refused_because").isEmpty()) {
        out.println("Would be refused: " + text(answer, "refused_because"));
      }
      Changes.print(answer, "Nothing would change.", out);
    }
  }
}
