package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who may move a model's aliases, and what models are called. */
final class ModelNames {
  private ModelNames() {}

  /** One version, a field a line. */
  static void version(JsonNode answer, PrintWriter out) {
    for (String field :
        List.of(
            "model",
            "version",
            "stage",
            "aliases",
            "run",
            "created_at",
            "by",
            "description",
            "tags",
            "trained_on",
            "serves")) {
      String value = Remote.text(answer, field);
      if (!value.isEmpty() && !value.equals("[]") && !value.equals("{}")) {
        out.printf("%-12s %s%n", field, value);
      }
    }
  }

  private static String aliasPath(String model, String alias) {
    return "/models/"
        + NoriaClient.segment(model)
        + "/aliases/"
        + NoriaClient.segment(alias)
        + "/protection";
  }

  /** Lets only some move an alias. */
  @Command(
      name = "protect",
      description =
          "Lets only those named move an alias, whichever client asks. The server itself, which"
              + " promotes at the end of a turn, goes by the name noria.")
  static final class Protect extends Remote {
    @Parameters(index = "0", paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @Parameters(index = "1", paramLabel = "ALIAS", description = "the alias")
    private String alias = "";

    @Option(
        names = "--by",
        paramLabel = "NAME",
        required = true,
        split = ",",
        arity = "1..*",
        description = "the names of the tokens that may move it")
    private List<String> by = List.of();

    @Override
    JsonNode call(NoriaClient client) {
      return client.put(aliasPath(model, alias), Map.of("by", by));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(
          "Alias " + alias + " of " + model + " is moved by " + text(answer, "by") + " alone.");
    }
  }

  /** Lets everybody move an alias again. */
  @Command(name = "unprotect", description = "Lets everybody move an alias again.")
  static final class Unprotect extends Remote {
    @Parameters(index = "0", paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @Parameters(index = "1", paramLabel = "ALIAS", description = "the alias")
    private String alias = "";

    @Override
    JsonNode call(NoriaClient client) {
      return client.delete(aliasPath(model, alias));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println("Alias " + alias + " of " + model + " is moved by everybody.");
    }
  }

  /** Registers a copy of a version. */
  @Command(
      name = "copy",
      description = "Registers a version under another model; the files are the original's.")
  static final class Copy extends Remote {
    @Parameters(index = "0", paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "the version's number")
    private int version;

    @Parameters(index = "2", paramLabel = "TO", description = "the model that gets the copy")
    private String to = "";

    @Override
    JsonNode call(NoriaClient client) {
      return client.post(
          "/models/" + NoriaClient.segment(model) + "/versions/" + version + "/copy",
          Map.of("to", to));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(text(answer, "ref"));
    }
  }

  /** Renames a model. */
  @Command(
      name = "rename",
      description = "Renames a model with its versions, aliases, history, cards and comments.")
  static final class Rename extends Remote {
    @Parameters(index = "0", paramLabel = "MODEL", description = "the model's name")
    private String model = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "the new name")
    private String name = "";

    @Override
    JsonNode call(NoriaClient client) {
      return client.patch("/models/" + NoriaClient.segment(model), Map.of("name", name));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(model + " is called " + text(answer, "name") + " from now on.");
    }
  }
}
