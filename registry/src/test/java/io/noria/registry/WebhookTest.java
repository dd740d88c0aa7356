package io.noria.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.noria.base.NoriaException;
import io.noria.registry.webhook.Signed;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver on this machine hears of what happens in the registry. */
class WebhookTest extends RegistryContract {
  private static final String SECRET = "a secret";

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private HttpServer receiver;
  private WebhookStore webhooks;

  private record Received(String id, String timestamp, String signature, String body) {
    String event() {
      Map<String, Object> tree = Json.readMap(body, Object.class);
      return tree.get("entity") + "." + tree.get("action");
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> data() {
      return (Map<String, Object>) Json.readMap(body, Object.class).get("data");
    }
  }

  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.sqlite(folder, clock);
  }

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    registry = Registry.open(database, tracking, MovePolicy.FREE, true);
    webhooks = registry.webhooks();
    webhooks.start();
  }

  @AfterEach
  void stop() {
    webhooks.close();
    receiver.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(
        new Received(
            headers.getFirst("X-MLflow-Delivery-Id"),
            headers.getFirst("X-MLflow-Timestamp"),
            headers.getFirst("X-MLflow-Signature"),
            body));
    Integer status;
    synchronized (answers) {
      status = answers.poll();
    }
    int code = status == null ? 200 : status;
    if (code == 302) {
      exchange.getResponseHeaders().set("Location", url("/elsewhere"));
    }
    exchange.sendResponseHeaders(code, -1);
    exchange.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private Webhook hook(WebhookEvent... events) {
    return webhooks.create(
        new WebhookChange("hook", url("/hook"), null, List.of(events), SECRET, null));
  }

  private List<Received> awaitReceived(int count) {
    await().atMost(Duration.ofSeconds(20)).until(() -> received.size() >= count);
    return List.copyOf(received);
  }

  @Test
  void everyChangeIsToldInOrderAndSigned() {
    hook(WebhookEvent.values());
    registry.models().create("flights", "planes", Map.of("team", "air"));
    ModelVersion version =
        registry
            .versions()
            .create(
                new NewModelVersion(
                    "flights", "s3://bucket/m", null, null, "", Map.of("a", "b"), null));
    registry.versions().setTag(version.id(), "k", "v");
    registry.versions().deleteTag(version.id(), "k");
    registry.moves().setAlias(version.id(), "champion", Reason.NONE);
    registry.moves().deleteAlias("flights", "champion", Reason.NONE);
    registry.models().setTag("flights", "no", "event");
    registry
        .models()
        .create("greeting", "", Map.of("mlflow.prompt.is_prompt", "true", "kind", "text"));
    registry.models().setTag("greeting", "k", "v");

    List<Received> all = awaitReceived(8);
    assertThat(all)
        .extracting(Received::event)
        .containsExactly(
            "registered_model.created",
            "model_version.created",
            "model_version_tag.set",
            "model_version_tag.deleted",
            "model_version_alias.created",
            "model_version_alias.deleted",
            "prompt.created",
            "prompt_tag.set");
    assertThat(all.get(0).data())
        .isEqualTo(
            Map.of("name", "flights", "description", "planes", "tags", Map.of("team", "air")));
    assertThat(all.get(1).data())
        .containsEntry("version", "1")
        .containsEntry("source", "s3://bucket/m")
        .containsEntry("run_id", null)
        .containsEntry("description", null);
    assertThat(all.get(6).data()).containsEntry("tags", Map.of("kind", "text"));
    for (Received one : all) {
      Instant at = Instant.ofEpochSecond(Long.parseLong(one.timestamp()));
      assertThat(Signed.headers(SECRET, one.id(), at, one.body()))
          .containsEntry("X-MLflow-Signature", one.signature());
      assertThat(one.signature()).startsWith("v1,");
    }
  }

  @Test
  void aReceiverThatFailsIsTriedAgainBeforeTheNextIsSent() {
    answers.addAll(List.of(503, 429));
    Webhook hook = hook(WebhookEvent.REGISTERED_MODEL_CREATED);
    registry.models().create("first", "", Map.of());
    registry.models().create("second", "", Map.of());

    List<Received> all = awaitReceived(4);
    assertThat(all)
        .extracting(one -> one.data().get("name"))
        .containsExactly("first", "first", "first", "second");
    assertThat(all.subList(0, 3)).extracting(Received::id).containsOnly(all.getFirst().id());
    await()
        .untilAsserted(() ->
            assertThat(webhooks.deliveries(hook.id(), 10))
                .extracting(WebhookDelivery::state, WebhookDelivery::attempts)
                .containsExactly(
                    org.assertj.core.groups.Tuple.tuple(WebhookDelivery.State.DELIVERED, 1),
                    org.assertj.core.groups.Tuple.tuple(WebhookDelivery.State.DELIVERED, 3)));
  }

  @Test
  void aReceiverThatRefusesOrSendsElsewhereIsNotAskedAgain() {
    answers.addAll(List.of(400, 302));
    Webhook hook = hook(WebhookEvent.REGISTERED_MODEL_CREATED);
    List.of("a", "b", "c").forEach(name -> registry.models().create(name, "", Map.of()));

    awaitReceived(3);
    await()
        .untilAsserted(() ->
            assertThat(webhooks.deliveries(hook.id(), 10))
                .extracting(WebhookDelivery::state, WebhookDelivery::status)
                .containsExactly(
                    org.assertj.core.groups.Tuple.tuple(WebhookDelivery.State.DELIVERED, 200),
                    org.assertj.core.groups.Tuple.tuple(WebhookDelivery.State.PARKED, 302),
                    org.assertj.core.groups.Tuple.tuple(WebhookDelivery.State.PARKED, 400)));
    assertThat(received).hasSize(3);
  }

  @Test
  void whatWaitsIsSentByTheNextServer() {
    webhooks.close();
    Webhook hook = hook(WebhookEvent.REGISTERED_MODEL_CREATED);
    registry.models().create("flights", "", Map.of());
    assertThat(webhooks.deliveries(hook.id(), 10))
        .extracting(WebhookDelivery::state)
        .containsExactly(WebhookDelivery.State.WAITING);

    registry = Registry.open(database, tracking, MovePolicy.FREE, true);
    webhooks = registry.webhooks();
    webhooks.start();
    assertThat(awaitReceived(1))
        .extracting(Received::event)
        .containsExactly("registered_model.created");
  }

  @Test
  void aChangeThatIsUndoneTellsNobody() {
    hook(WebhookEvent.REGISTERED_MODEL_CREATED);
    registry.models().create("flights", "", Map.of());
    assertThatThrownBy(() -> registry.models().create("flights", "", Map.of()))
        .isInstanceOf(NoriaException.class);
    registry.models().create("later", "", Map.of());
    assertThat(awaitReceived(2))
        .extracting(one -> one.data().get("name"))
        .containsExactly("flights", "later");
  }

  @Test
  void itIsTriedChangedSilencedAndDeleted() {
    Webhook hook = hook(WebhookEvent.REGISTERED_MODEL_CREATED);
    WebhookAnswer answer = webhooks.test(hook.id(), WebhookEvent.PROMPT_VERSION_CREATED);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(received.getFirst().data())
        .containsEntry("name", "example_prompt")
        .containsEntry("template", "Hello {{name}}!");

    Webhook silent =
        webhooks.update(
            hook.id(),
            new WebhookChange("other", null, "d", List.of(WebhookEvent.PROMPT_CREATED), "", false));
    assertThat(silent.active()).isFalse();
    assertThat(silent.signed()).isFalse();
    assertThat(silent.events()).containsExactly(WebhookEvent.PROMPT_CREATED);
    assertThat(silent.url()).isEqualTo(hook.url());
    registry.models().create("p", "", Map.of("mlflow.prompt.is_prompt", "true"));
    assertThat(webhooks.deliveries(hook.id(), 10)).isEmpty();
    assertThat(webhooks.list(10, null).items()).containsExactly(silent);

    webhooks.delete(hook.id());
    assertThatThrownBy(() -> webhooks.get(hook.id()))
        .hasMessage("webhook: none '" + hook.id() + "'");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThatThrownBy(() -> create("-x", url("/"), List.of(WebhookEvent.PROMPT_CREATED)))
        .hasMessageStartingWith("webhook name: '-x' (expected: 1 to 63 letters");
    assertThatThrownBy(() -> create("x", "http://10.0.0.1/", List.of(WebhookEvent.PROMPT_CREATED)))
        .hasMessageStartingWith("webhook url: 'http://10.0.0.1/'");
    assertThatThrownBy(() -> create("x", url("/"), List.of()))
        .hasMessage("webhook events: none (expected: at least one)");
    assertThat(webhooks.list(10, null).items()).isEmpty();
  }

  private void create(String name, String url, List<WebhookEvent> events) {
    webhooks.create(new WebhookChange(name, url, null, events, null, null));
  }
}
