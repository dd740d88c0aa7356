package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code noria tokens}. */
@Command(
    name = "tokens",
    description = "Lists tokens. With any token made, every caller needs one.",
    subcommands = {TokensCommand.Create.class, TokensCommand.Revoke.class})
final class TokensCommand extends Remote {
  @Override
  JsonNode call(NoriaClient client) {
    return client.get("/tokens");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    new Table()
        .column("name", "name")
        .column("created", "created_at")
        .column("by", "created_by")
        .print(answer.path("items"), "No tokens: only callers on this machine are let in.", out);
  }

  /** Makes a token. */
  @Command(name = "create", description = "Makes a token and prints it, this once.")
  static final class Create extends Remote {
    @Parameters(paramLabel = "NAME", description = "who carries it: the \"who\" of every record")
    private String name = "";

    @Override
    JsonNode call(NoriaClient client) {
      return client.post("/tokens", Map.of("name", name));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(text(answer, "token"));
    }
  }

  /** Takes a token back. */
  @Command(name = "revoke", description = "Takes a token back; its carrier is refused at once.")
  static final class Revoke extends Remote {
    @Parameters(paramLabel = "NAME", description = "the token's name")
    private String name = "";

    @Override
    JsonNode call(NoriaClient client) {
      return client.delete("/tokens/" + NoriaClient.segment(name));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println("Revoked.");
    }
  }
}
