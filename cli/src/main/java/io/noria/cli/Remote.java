package io.noria.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every remote command shares: the server, the caller, and the form of its answer. */
@Command(mixinStandardHelpOptions = true)
abstract class Remote implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  @Mixin private ServerOptions server = new ServerOptions();

  @Option(names = "--json", description = "print the records as JSON")
  private boolean asJson;

  @Spec protected CommandSpec spec = CommandSpec.create();

  /** Does it; the returned tree is printed as JSON or by {@link #print}. */
  abstract JsonNode call(NoriaClient client);

  /** Prints the answer for a person. */
  abstract void print(JsonNode answer, PrintWriter out);

  /** The exit status once the answer is there: 0 unless the answer itself says that it failed. */
  int status(JsonNode answer) {
    return 0;
  }

  /** Whether the answer is printed as JSON: then nothing else is. */
  boolean printsJson() {
    return asJson;
  }

  @Override
  public Integer call() {
    try (NoriaClient client = server.client(TIMEOUT)) {
      JsonNode answer = call(client);
      PrintWriter out = spec.commandLine().getOut();
      if (asJson) {
        out.println(pretty(answer));
      } else {
        print(answer, out);
      }
      out.flush();
      return status(answer);
    }
  }

  /** Every row of a listing: follows its page tokens. */
  static JsonNode all(NoriaClient client, String path, int most) {
    ObjectMapper mapper = new ObjectMapper();
    var rows = mapper.createArrayNode();
    String token = "";
    do {
      String query = token.isEmpty() ? "" : "page_token=" + NoriaClient.segment(token);
      String joint = query.isEmpty() ? "" : path.contains("?") ? "&" : "?";
      JsonNode page = client.get(path + joint + query);
      page.path("items").forEach(rows::add);
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty() && rows.size() < most);
    return mapper.createObjectNode().set("items", rows);
  }

  private static String pretty(JsonNode answer) {
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "the answer cannot be printed", e);
    }
  }

  /** The text of a field; empty when it is absent or null. */
  static String text(JsonNode node, String field) {
    JsonNode value = node.at(field.startsWith("/") ? field : "/" + field);
    return value.isMissingNode() || value.isNull()
        ? ""
        : value.isNumber() && !value.isIntegralNumber()
            ? Table.number(value.asDouble())
            : value.isValueNode() ? value.asText() : value.toString();
  }

  /** A column that shows a field. */
  static Function<JsonNode, String> field(String name) {
    return row -> text(row, name);
  }
}
