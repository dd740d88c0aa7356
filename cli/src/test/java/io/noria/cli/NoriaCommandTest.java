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
  void runsAreFilteredSortedAndShownByColumns() {
    answers.put(
        "/noria/v1/runs/search",
        """
        {"runs":[{"id":"r1","name":"swift","experiment_name":"flights","status":"FINISHED",
        "started_at":"2013-04-01T00:00:00Z","metrics":{"auc":{"value":0.75,"step":1}},
        "params":{"depth":"6"},"tags":{}}],"total":3}\
        """);
    assertThat(
            run(
                "runs",
                url(),
                "--filter=metrics.auc > 0.7",
                "--order-by=metrics.auc DESC",
                "--columns=metrics.auc,params.depth,tags.team"))
        .isZero();
    assertThat(asked.getFirst())
        .startsWith("POST /noria/v1/runs/search ")
        .contains("\"filter\":\"metrics.auc > 0.7\"", "\"order_by\":[\"metrics.auc DESC\"]")
        .contains("\"columns\":[\"metrics.auc\",\"params.depth\",\"tags.team\"]");
    assertThat(out.toString().lines())
        .containsExactly(
            "run  name   experiment  status    started               metrics.auc  params.depth",
            "r1   swift  flights     FINISHED  2013-04-01T00:00:00Z  0.7500       6",
            "… and 2 more (--limit shows more).");
  }

  @Test
  void rulesCanariesAndTermsOfDeploymentsAreSent() {
    assertThat(
            run(
                "deployments",
                "traffic",
                "f",
                "--split=version:2=0",
                "--rule=header:x-client in ios, web -> version-2",
                "--rule=field:a b > 3 -> own",
                url()))
        .isZero();
    assertThat(asked.removeFirst())
        .startsWith("PUT /noria/v1/deployments/f/traffic ")
        .contains("\"header\":\"x-client\"")
        .contains("\"values\":[\"ios\",\"web\"]")
        .contains("\"field\":\"a b\"")
        .contains("\"operator\":\"greater\"");
    run("deployments", "canary", "f", "models:/m@next", "--every=2m", "--steps=5,50", url());
    assertThat(asked.removeFirst())
        .startsWith("POST /noria/v1/deployments/f/canary ")
        .contains("\"model\":\"m\"")
        .contains("\"follow\":\"alias:next\"")
        .contains("\"steps\":[5.0,50.0]")
        .contains("\"every_s\":120.0");
    run("deployments", "canary", "f", "--abort", "--why=slow", url());
    assertThat(asked.removeFirst())
        .isEqualTo("POST /noria/v1/deployments/f/canary/abort {\"why\":\"slow\"}");
    assertThat(run("deployments", "promote", "f", "g", url())).isZero();
    assertThat(asked.removeFirst())
        .isEqualTo("POST /noria/v1/deployments/f/promote {\"to\":\"g\"}");
    assertThat(run("deployments", "stage", "f", "staging", url())).isZero();
    assertThat(run("deployments", "limit", "f", "--rate=2", "--burst=4", url())).isZero();
    assertThat(run("deployments", "cache", "f", "--bytes=1MiB", url())).isZero();
    assertThat(asked)
        .anyMatch(each -> each.contains("/stage {\"stage\":\"staging\"}"))
        .anyMatch(each -> each.contains("/limits {\"per_second\":2.0,\"burst\":4}"))
        .anyMatch(each -> each.contains("\"max_bytes\":1048576"));
    assertThat(run("deployments", "traffic", "f", "--rule=nonsense", url())).isEqualTo(2);
  }

  @Test
  void rulesStayUnlessTheyAreSaidAndAreSetWithTheVariants() {
    assertThat(run("deployments", "traffic", "f", "--split=alias:next=20", url())).isZero();
    assertThat(asked.removeFirst())
        .startsWith("PUT /noria/v1/deployments/f/traffic ")
        .contains("\"share\":20.0")
        .doesNotContain("rules");
    assertThat(run("deployments", "traffic", "f", "--clear", url())).isZero();
    assertThat(asked.removeFirst()).contains("\"variants\":[]").contains("\"rules\":[]");
    assertThat(run("deployments", "traffic", "f", "--rule=header:x = 1 -> own", url()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--rule without --split or --shadow");
    assertThat(asked).isEmpty();
  }

  @Test
  void runsAreDeletedAndRestoredByTheirIds() {
    answers.put("/noria/v1/runs/delete", "{\"changed\":1}");
    assertThat(run("runs", "delete", "r1", "r2", url())).isZero();
    assertThat(asked.getFirst()).contains("\"runs\":[\"r1\",\"r2\"]");
    assertThat(out.toString()).isEqualTo("Deleted 1 of 2.\n");
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

  private static String rerun(String state, String same) {
    return """
    {"id":"p9","of":"model_version:flights/9","ref":"pipeline_run:p9","original":"pipeline_run:p1",
     "state":"%s","summary":"it is %s","notes":["cpu was A, now B"],"tasks":[{"name":"search-1",
     "status":"SUCCEEDED","seconds":2.5,"original_seconds":3.0,%s"outputs":[{"name":"model/model.json",
     "original_digest":"0123456789abcdef","digest":"0123456789abcdef","same":true}]}]}\
    """
        .formatted(state, state, same);
  }

  @Test
  void aRerunIsWatchedToItsEndAndSaysItByItsStatus() {
    answers.put("/noria/v1/reruns", rerun("running", ""));
    answers.put("/noria/v1/reruns/p9", rerun("same", "\"same\":true,"));
    assertThat(run("rerun", "flights/9", url())).isZero();
    assertThat(out.toString())
        .contains("model_version:flights/9 is made again as pipeline_run:p9, 1 tasks")
        .contains("✓ search-1: the same (2.500 s, then 3.000 s)")
        .contains("search-1/model/model.json  0123456789ab → 0123456789ab")
        .contains("note: cpu was A, now B")
        .endsWith("it is same\n");
    assertThat(asked.getFirst())
        .startsWith("POST /noria/v1/reruns ")
        .contains("\"ref\":\"flights/9\"");

    answers.put("/noria/v1/reruns/p9", rerun("different", "\"same\":false,\"reason\":\"cpu\","));
    assertThat(run("rerun", "flights/9", url())).isEqualTo(1);
    assertThat(out.toString()).contains("✕ search-1: cpu");
    assertThat(run("rerun", "flights/9", "--no-wait", url())).isZero();
  }

  @Test
  void aRevocationShowsWhereTheDataWentAndTheWayBack() {
    String answer =
        """
        {"version":{"ref":"dataset_version:flights@2013-02","status":"revoked"},"changed":true,
         "changes":["flights@2013-02: accepted → revoked"],"impact":{"summary":"it went far",
         "runs":{"count":3,"items":[]},"model_versions":[],"deployments":[]},
         "proposals":[{"deployment":"flights","why":"version 7 is clean",
         "command":"noria models rollback flights 7"}]}\
        """;
    answers.put("/noria/v1/datasets/flights/versions/2013-02/revoke", answer);
    assertThat(run("datasets", "revoke", "flights", "2013-02", "--why=bad", url())).isZero();
    assertThat(out.toString())
        .contains("~ flights@2013-02: accepted → revoked")
        .contains(
            "it went far", "flights: version 7 is clean", "  noria models rollback flights 7");
    assertThat(run("datasets", "revoke", "flights", "2013-02", url())).as("no reason").isEqualTo(2);
    answers.put("/noria/v1/datasets/flights/versions/2013-02/reinstate", answer);
    assertThat(run("datasets", "revoke", "flights", "2013-02", "--why=x", "--undo", url()))
        .isZero();
    assertThat(asked.getLast()).startsWith("POST /noria/v1/datasets/flights/versions/2013-02/rein");
  }

  @Test
  void aDeploymentRollsBackToWhatIsProposedOrNamed() {
    answers.put(
        "/noria/v1/deployments/flights/rollback",
        "{\"version\":7,\"allowed\":true,\"changes\":[\"alias champion: version 9 → version 7\"]}");
    assertThat(run("deployments", "rollback", "flights", url())).isZero();
    assertThat(out.toString()).contains("alias champion: version 9 → version 7");
    assertThat(asked.getLast()).doesNotContain("\"version\"");
    assertThat(run("deployments", "rollback", "flights", "--to=3", "--why=x", url())).isZero();
    assertThat(asked.getLast()).contains("\"version\":3", "\"why\":\"x\"");
    answers.put(
        "/noria/v1/deployments/flights/rollback",
        "{\"allowed\":false,\"refused_because\":\"nowhere to go\",\"changes\":[]}");
    assertThat(run("deployments", "rollback", "flights", "--dry-run", url())).isEqualTo(1);
    assertThat(out.toString()).contains("Would be refused: nowhere to go");
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

  @Test
  void thePastIsToldWithItsZone() {
    answers.put(
        "/noria/v1/models/flights/at?time=2026-11-27T13%3A03%3A00Z",
        """
        {"model":"trips","name_then":"flights","at":"2026-11-27T13:03:00Z","clock":"recorded",
         "aliases":[{"name":"champion","version":3,"since":"2026-11-20T08:00:00Z","by":"ann",
                     "why":"better","from":"2","verdict":"verdict:7"}],
         "stages":[{"name":"Production","version":3,"since":"2026-11-20T08:00:00Z","by":"ann",
                    "why":"better"}]}\
        """);
    assertThat(run("models", "flights", "--at", "2026-11-27T14:03+01:00", url())).isZero();
    assertThat(out.toString())
        .contains("flights at 2026-11-27 ", "(now trips)", "champion", "verdict:7", "Production")
        .contains(java.time.ZoneId.systemDefault().getId());
    assertThat(run("models", "flights", "--at", "yesterday", url())).isEqualTo(1);
    assertThat(err.toString()).contains("time: yesterday (expected: 2026-11-27T14:03");
  }

  @Test
  void momentsAreLocalUnlessTheySayAnOffset() {
    java.time.ZoneId berlin = java.time.ZoneId.of("Europe/Berlin");
    assertThat(Moments.parse("2026-11-27T14:03", berlin)).hasToString("2026-11-27T13:03:00Z");
    assertThat(Moments.parse("2026-07-27 14:03", berlin)).hasToString("2026-07-27T12:03:00Z");
    assertThat(Moments.parse("2026-11-27T14:03-05:00", berlin)).hasToString("2026-11-27T19:03:00Z");
    assertThat(Moments.parse("2026-11-27T14:03:01Z", berlin)).hasToString("2026-11-27T14:03:01Z");
    assertThat(Moments.parse("2026-11-27", berlin)).hasToString("2026-11-27T22:59:59.999Z");
    assertThat(Moments.said("2026-11-27T13:03:00Z", berlin))
        .isEqualTo("2026-11-27 14:03:00 +01:00 Europe/Berlin");
  }

  @Test
  void aliasesAreProtectedModelsCopiedAndRenamed() {
    assertThat(run("models", "protect", "flights", "champion", "--by", "ann,ci", url())).isZero();
    assertThat(run("models", "unprotect", "flights", "champion", url())).isZero();
    assertThat(run("models", "copy", "flights", "3", "trips", url())).isZero();
    assertThat(run("models", "rename", "flights", "trips", url())).isZero();
    assertThat(asked)
        .containsExactly(
            "PUT /noria/v1/models/flights/aliases/champion/protection {\"by\":[\"ann\",\"ci\"]}",
            "DELETE /noria/v1/models/flights/aliases/champion/protection ",
            "POST /noria/v1/models/flights/versions/3/copy {\"to\":\"trips\"}",
            "PATCH /noria/v1/models/flights {\"name\":\"trips\"}");
  }
}
