package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria models} and what one does with a model. */
@Command(
    name = "models",
    description =
        "Lists models, or the versions of one; with --at where its stages and aliases stood; with a"
            + " version and --card its model card.",
    subcommands = {
      ModelsCommand.History.class,
      ModelsCommand.Card.class,
      ModelsCommand.Rollback.class,
      ModelNames.Protect.class,
      ModelNames.Unprotect.class,
      ModelNames.Copy.class,
      ModelNames.Rename.class
    })
final class ModelsCommand extends Remote {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      arity = "0..1",
      description = "a model's name; none lists them")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      arity = "0..1",
      description = "a version's number, for --card")
  private @Nullable Integer version;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "where stages and aliases stood then: 2026-11-27T14:03 in this machine's time zone,"
              + " 2026-11-27T14:03+01:00, or 2026-11-27 for the end of that day")
  private @Nullable String at;

  @Option(
      names = "--event-time",
      description = "with --at: the time of the data's world, not when moves were recorded")
  private boolean eventTime;

  @Option(
      names = "--card",
      paramLabel = "FORM",
      description = "the version's card: huggingface (README.md), mct (Model Card Toolkit) or md")
  private @Nullable String card;

  @Override
  JsonNode call(NoriaClient client) {
    String path = "/models/" + NoriaClient.segment(model);
    if (card != null) {
      if (model.isEmpty() || version == null) {
        throw NoriaException.invalid("--card: needs a model and a version");
      }
      return card(client, path + "/versions/" + version, card);
    }
    if (version != null) {
      return client.get(path + "/versions/" + version);
    }
    if (at != null) {
      if (model.isEmpty()) {
        throw NoriaException.invalid("--at: needs a model");
      }
      String time = NoriaClient.segment(Moments.parse(at, ZoneId.systemDefault()).toString());
      return client.get(path + "/at?time=" + time + (eventTime ? "&clock=event" : ""));
    }
    return all(client, model.isEmpty() ? "/models" : path + "/versions", 10_000);
  }

  private static JsonNode card(NoriaClient client, String path, String form) {
    return switch (form) {
      case "md" -> TextNode.valueOf(text(client.get(path + "/card"), "markdown"));
      case "huggingface" -> TextNode.valueOf(client.text(path + "/card?format=huggingface"));
      case "mct" -> client.get(path + "/card?format=mct");
      default ->
          throw NoriaException.invalid("--card: " + form + " (expected: huggingface, mct or md)");
    };
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (card != null) {
      out.println(answer.isTextual() ? answer.asText() : answer.toPrettyString());
      return;
    }
    if (version != null) {
      ModelNames.version(answer, out);
      return;
    }
    if (at != null) {
      standing(answer, out);
      return;
    }
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

  private static void standing(JsonNode answer, PrintWriter out) {
    String name = text(answer, "name_then");
    out.println(
        name
            + " at "
            + Moments.said(text(answer, "at"), ZoneId.systemDefault())
            + (text(answer, "clock").equals("event") ? ", in the time of the data" : "")
            + (name.equals(text(answer, "model")) ? "" : " (now " + text(answer, "model") + ")"));
    out.println();
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    answer.path("aliases").forEach(row -> rows.add(((ObjectNode) row).put("kind", "alias")));
    answer.path("stages").forEach(row -> rows.add(((ObjectNode) row).put("kind", "stage")));
    new Table()
        .column("", "kind")
        .column("name", "name")
        .column("version", "version")
        .column("was", "from")
        .column("since", row -> Moments.said(text(row, "since"), ZoneId.systemDefault()))
        .column("by", "by")
        .column("why", "why")
        .column("evidence", "verdict")
        .print(rows, "It had no versions then.", out);
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
