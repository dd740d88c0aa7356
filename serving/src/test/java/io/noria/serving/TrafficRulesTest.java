package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.Origin;
import io.noria.serving.Rule.On;
import io.noria.serving.Rule.Operator;
import io.noria.serving.tensor.Tensor;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficRulesTest {
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");

  /** The challenger answers no share: only a rule leads there. */
  private static final Variant CHALLENGER =
      new Variant("challenger", ServingFixture.MODEL, Follow.version(2), 0, false);

  @TempDir Path temp;
  private ServingFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
    fixture.register(1);
    fixture.register(2);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Rule header(Operator operator, String... operands) {
    return new Rule(On.HEADER, "X-Client", operator, List.of(operands), "challenger");
  }

  private static Rule field(String column, Operator operator, String... operands) {
    return new Rule(On.FIELD, column, operator, List.of(operands), "challenger");
  }

  private void direct(Rule... rules) {
    fixture.serving.traffic().direct("flow", List.of(CHALLENGER), List.of(rules));
  }

  private record Headers(Map<String, String> all) implements Origin {
    @Override
    public @Nullable String header(String name) {
      return all.get(name);
    }

    @Override
    public String address() {
      return "127.0.0.1";
    }
  }

  /** The version that answers the row, both of rows and of tensors. */
  private int version(Map<String, String> headers, double wind, String carrier) {
    return ScopedValue.where(Origin.CURRENT, new Headers(headers))
        .call(() -> {
          int plain;
          try (Inference inference = fixture.serving.infer("flow", (String) null)) {
            RowBuilder row = inference.row();
            row.set(0, wind);
            row.set(1, 12);
            row.set(2, true);
            row.set(3, carrier);
            inference.answer(MARCH, null);
            plain = inference.version();
          }
          List<Tensor> inputs =
              List.of(
                  Tensor.texts("carrier", new long[] {1}, List.of(carrier)),
                  Tensor.doubles("wind", new long[] {1}, wind),
                  Tensor.longs("hour", new long[] {1}, 12),
                  Tensor.longs("holiday", new long[] {1}, 1));
          assertThat(fixture.serving.infer("flow", TensorRequest.of(inputs)).version())
              .isEqualTo(plain);
          ServedModel read = fixture.serving.served("flow", null, null);
          var request =
              new TensorRequest(
                  inputs, List.of("prediction"), read.version(), MARCH, null, Map.of(), read);
          assertThat(fixture.serving.infer("flow", request).version()).isEqualTo(plain);
          return plain;
        });
  }

  private int client(@Nullable String client) {
    return version(client == null ? Map.of() : Map.of("x-client", client), 5, "AA");
  }

  @Test
  void everyOperatorLooksAtAHeader() {
    direct(header(Operator.EQUALS, "mobile"));
    assertThat(client("mobile")).isEqualTo(2);
    assertThat(client("Mobile")).isEqualTo(1);
    assertThat(client(null)).isEqualTo(1);
    direct(header(Operator.NOT, "mobile"));
    assertThat(client("mobile")).isEqualTo(1);
    assertThat(client("desk")).isEqualTo(2);
    assertThat(client(null)).isEqualTo(2);
    direct(header(Operator.IN, "a", "b,c"));
    assertThat(client("b,c")).isEqualTo(2);
    assertThat(client("b")).isEqualTo(1);
    direct(header(Operator.PREFIX, "mob"));
    assertThat(client("mobile")).isEqualTo(2);
    direct(header(Operator.GREATER, "10"));
    assertThat(client("9")).isEqualTo(1);
    assertThat(client("10.5")).isEqualTo(2);
    assertThat(client("many")).isEqualTo(1);
    direct(header(Operator.LESS, "10"));
    assertThat(client("9")).isEqualTo(2);
    direct(header(Operator.PRESENT));
    assertThat(client("")).isEqualTo(2);
    assertThat(client(null)).isEqualTo(1);
  }

  @Test
  void aColumnOfTheFirstRowDecides() {
    direct(field("carrier", Operator.IN, "DL", "ZZ"));
    assertThat(version(Map.of(), 5, "AA")).isEqualTo(1);
    assertThat(version(Map.of(), 5, "DL")).isEqualTo(2);
    assertThat(version(Map.of(), 5, "ZZ")).as("in no dictionary").isEqualTo(2);
    direct(field("wind", Operator.GREATER, "20"));
    assertThat(version(Map.of(), 20, "AA")).isEqualTo(1);
    assertThat(version(Map.of(), 20.5, "AA")).isEqualTo(2);
    direct(field("holiday", Operator.EQUALS, "true"));
    assertThat(version(Map.of(), 5, "AA")).isEqualTo(2);
    direct(field("hour", Operator.NOT, "12"));
    assertThat(version(Map.of(), 5, "AA")).isEqualTo(1);
  }

  @Test
  void theFirstRuleThatFitsDecidesBeforeShares() {
    Rule stay = new Rule(On.HEADER, "x-staff", Operator.PRESENT, List.of(), Rule.OWN);
    fixture
        .serving
        .traffic()
        .direct(
            "flow",
            List.of(new Variant("half", ServingFixture.MODEL, Follow.version(2), 100, false)),
            List.of(stay));
    assertThat(version(Map.of("x-staff", "yes"), 5, "AA")).isEqualTo(1);
    assertThat(version(Map.of(), 5, "AA")).isEqualTo(2);
    direct(stay, field("wind", Operator.LESS, "10"));
    assertThat(version(Map.of("x-staff", "yes"), 5, "AA")).isEqualTo(1);
    assertThat(version(Map.of(), 5, "AA")).isEqualTo(2);
  }

  @Test
  void rulesOutliveARestartAndGoWithTheirVariants() {
    direct(header(Operator.IN, "a", ""), field("wind", Operator.LESS, "10"));
    List<Rule> rules = fixture.serving.traffic().rules("flow");
    fixture.restart();
    assertThat(fixture.serving.traffic().rules("flow")).isEqualTo(rules).hasSize(2);
    assertThat(client("a")).isEqualTo(2);
    refused(
        () -> fixture.serving.traffic().direct("flow", List.of()),
        "rule on header x-client: variant challenger does not answer (expected: one of own)");
    fixture.serving.traffic().direct("flow", List.of(), List.of());
    assertThat(client("a")).isEqualTo(1);
  }

  @Test
  void whatCouldNeverFitIsRefusedWithTheNamesThereAre() {
    refused(
        () -> direct(field("speed", Operator.LESS, "10")),
        "rule on field speed: no such column (expected: one of wind, hour, holiday, carrier)");
    refused(
        () -> direct(field("carrier", Operator.LESS, "10")),
        "rule on field carrier: less [10] (expected: what fits a column of type string)");
    refused(
        () -> direct(field("wind", Operator.EQUALS, "strong")),
        "rule on field wind: equals [strong] (expected: what fits a column of type double)");
    refused(
        () -> direct(new Rule(On.HEADER, "x", Operator.PRESENT, List.of(), "nobody")),
        "rule on header x: variant nobody does not answer (expected: one of challenger, own)");
    refused(() -> header(Operator.IN), "rule: x-client in with 0 values (expected: 1 to 100)");
    refused(
        () -> new Rule(On.HEADER, "Authorization", Operator.PRESENT, List.of(), "challenger"),
        "rule: header authorization (expected: the name of a header that is no secret, such as"
            + " x-client)");
    refused(
        () -> Operator.parse("like"),
        "rule: operator like (expected: one of equals, not, in, prefix, less, greater, present)");
    assertThat(fixture.serving.traffic().rules("flow")).isEmpty();
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run).hasMessage(message);
  }
}
