package io.noria.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** The commands against a small server that answers what it was told to. */
class NoriaCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> answers = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + path
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body =
              answers.getOrDefault(path, "{\"items\":[]}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(String... arguments) {
    CommandLine command = NoriaCommand.commandLine(List.of());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  private String url() {
    return "--url=http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void aListingIsATableForAPersonAndJsonForAScript() {
    answers.put(
        "/noria/v1/models",
        """
        {"items":[{"name":"flights","champion":"3","versions":7,"description":"late?"}]}\
        """);

    assertThat(run("models", url())).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "model    champion  versions  description", "flights  3         7         late?");

    out.getBuffer().setLength(0);
    assertThat(run("models", url(), "--json")).isZero();
    assertThat(out.toString()).contains("\"champion\" : \"3\"");
  }

  @Test
  void anEmptyListingSaysWhatToRead() {
    assertThat(run("deployments", url())).isZero();
    assertThat(out.toString()).contains("No deployments yet").contains("docs/serving.md");
  }

  @Test
  void everyPageOfAListingIsFollowed() {
    answers.put("/noria/v1/datasets", "{\"items\":[{\"name\":\"a\"}],\"next_page_token\":\"t 1\"}");
    answers.put("/noria/v1/datasets?page_token=t%201", "{\"items\":[{\"name\":\"b\"}]}");

    assertThat(run("datasets", url())).isZero();
    assertThat(out.toString().lines()).containsExactly("dataset", "a", "b");
  }

  @Test
  void aRefusalIsOneSentenceWithItsEvidenceAndStatusOne() {
    status = 403;
    answers.put(
        "/noria/v1/models/flights/rollback",
        """
        {"error":{"code":"PERMISSION_DENIED","message":"v2 has no PASS","evidence":"verdict:7"}}\
        """);

    assertThat(run("models", "rollback", "flights", "2", "--why=worse", url())).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo("v2 has no PASS (evidence: verdict:7)");
    assertThat(asked.getFirst())
        .startsWith("POST /noria/v1/models/flights/rollback ")
        .contains("\"version\":2", "\"why\":\"worse\"", "\"dry_run\":false");
  }

  @Test
  void aServerThatIsNotThereIsSaidWithWhatToDo() throws IOException {
    int unused;
    try (ServerSocket socket = new ServerSocket(0)) {
      unused = socket.getLocalPort();
    }
    assertThat(run("runs", "--url=http://127.0.0.1:" + unused)).isEqualTo(1);
    assertThat(err.toString()).contains("no server answers").contains("noria server");
  }

  @Test
  void wrongUsageIsStatusTwo() {
    assertThat(run("models", "card", "flights", "three")).isEqualTo(2);
    assertThat(err.toString()).contains("three");
    assertThat(run("modles")).isEqualTo(2);
    assertThat(run("models", "--url=ftp://x")).isEqualTo(1);
  }

  @TestFactory
  List<DynamicTest> everyCommandHasHelp() {
    List<DynamicTest> tests = new ArrayList<>();
    collect(NoriaCommand.commandLine(List.of()), new ArrayList<>(), tests);
    assertThat(tests).hasSizeGreaterThan(12);
    return tests;
  }

  private void collect(CommandLine command, List<String> path, List<DynamicTest> tests) {
    command
        .getSubcommands()
        .forEach((name, sub) -> {
          List<String> full = new ArrayList<>(path);
          full.add(name);
          tests.add(
              DynamicTest.dynamicTest(
                  String.join(" ", full),
                  () -> {
                    List<String> arguments = new ArrayList<>(full);
                    arguments.add("--help");
                    out.getBuffer().setLength(0);
                    assertThat(run(arguments.toArray(String[]::new))).isZero();
                    assertThat(out.toString()).startsWith("Usage: noria " + String.join(" ", full));
                    assertThat(sub.getCommandSpec().usageMessage().description()).isNotEmpty();
                  }));
          collect(sub, full, tests);
        });
  }

  @Test
  void completionIsAScript() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("complete -F").contains("rollback");
  }
}
