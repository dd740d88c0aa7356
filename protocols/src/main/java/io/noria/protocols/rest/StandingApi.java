package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.GateBook;
import io.noria.delivery.Outcome;
import io.noria.delivery.Verdict;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.registry.Move;
import io.noria.registry.Protection;
import io.noria.registry.Registry;
import io.noria.registry.Standing;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a model's versions stood at any moment, and who may move its aliases. */
final class StandingApi {
  private final Registry registry;
  private final GateBook gates;
  private final InstantSource clock;

  StandingApi(Registry registry, GateBook gates, InstantSource clock) {
    this.registry = registry;
    this.gates = gates;
    this.clock = clock;
  }

  void routes(Routes routes) {
    String model = "/noria/v1/models/{model}";
    routes
        .get(model + "/at", this::at)
        .get(model + "/protections", this::protections)
        .put(model + "/aliases/{alias}/protection", this::protect)
        .delete(model + "/aliases/{alias}/protection", this::unprotect);
  }

  private record StoodWire(
      String name,
      int version,
      Ref ref,
      Instant since,
      String by,
      String why,
      @Nullable String from,
      @Nullable Instant eventTime,
      @Nullable Ref verdict) {}

  private record StandingWire(
      String model,
      String nameThen,
      Instant at,
      String clock,
      List<StoodWire> stages,
      List<StoodWire> aliases) {}

  private void at(Exchange exchange) {
    Query query = exchange.query();
    String asked = query.orNull("time");
    Instant moment = asked == null ? clock.instant() : moment(asked);
    boolean eventTime =
        switch (query.orNull("clock")) {
          case null -> false;
          case "recorded" -> false;
          case "event" -> true;
          case String other ->
              throw NoriaException.invalid("clock: " + other + " (expected: recorded or event)");
        };
    Standing standing = registry.moves().at(exchange.path("model"), moment, eventTime);
    List<Verdict> verdicts = gates.verdicts(standing.model(), null);
    exchange.send(
        new StandingWire(
            standing.model(),
            standing.nameThen(),
            moment,
            eventTime ? "event" : "recorded",
            standing.stages().stream().map(one -> shown(one, verdicts)).toList(),
            standing.aliases().stream().map(one -> shown(one, verdicts)).toList()));
  }

  /**
   * A moment with its offset; without one it is UTC, and a day alone is the end of it.
   *
   * @throws NoriaException INVALID_ARGUMENT
   */
  static Instant moment(String text) {
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text)
            .plusDays(1)
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC)
            .minusMillis(1);
      }
      return zoned(text)
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw NoriaException.invalid(
          "time: "
              + (text.length() > 100 ? text.substring(0, 100) + "…" : text)
              + " (expected: 2026-11-27T14:03:00+01:00, 2026-11-27T14:03 in UTC, or 2026-11-27, the"
              + " end of that day in UTC)");
    }
  }

  private static boolean zoned(String text) {
    return text.endsWith("Z")
        || text.endsWith("z")
        || text.lastIndexOf('+') > 10
        || text.lastIndexOf('-') > 10;
  }

  private static StoodWire shown(Standing.OfVersion one, List<Verdict> verdicts) {
    Move move = one.move();
    String from =
        switch (move) {
          case null -> null;
          case Move.OfStage stage -> stage.from().title();
          case Move.OfAlias alias -> alias.from() == null ? null : Integer.toString(alias.from());
          case Move.OfDeletion deletion -> deletion.from().title();
        };
    return new StoodWire(
        one.name(),
        one.version().version(),
        one.version().ref(),
        one.since(),
        one.who(),
        move == null ? "registered" : move.why(),
        from,
        move == null ? null : move.eventTime(),
        evidence(one, move, verdicts));
  }

  /** The verdict that the move names; else the gate's last PASS before it, which let it through. */
  private static @Nullable Ref evidence(
      Standing.OfVersion one, @Nullable Move move, List<Verdict> verdicts) {
    if (move == null || move.evidence() != null) {
      return move == null ? null : move.evidence();
    }
    String gate = move instanceof Move.OfStage ? one.name().toLowerCase(Locale.ROOT) : one.name();
    return verdicts.stream()
        .filter(verdict ->
            verdict.version() == one.version().version()
                && verdict.gate().equals(gate)
                && verdict.outcome() == Outcome.PASS
                && !verdict.recordedAt().isAfter(one.since()))
        .max(Comparator.comparing(Verdict::recordedAt))
        .map(Verdict::ref)
        .orElse(null);
  }

  private record ProtectionWire(String alias, List<String> by, String who, Instant since) {
    static ProtectionWire of(Protection protection) {
      return new ProtectionWire(
          protection.alias(), protection.by(), protection.who(), protection.since());
    }
  }

  private void protections(Exchange exchange) {
    exchange.send(
        Items.all(
            registry.protections().list(exchange.path("model")).stream()
                .map(ProtectionWire::of)
                .toList()));
  }

  private record ProtectionBody(@Nullable List<String> by) {}

  private void protect(Exchange exchange) {
    List<String> by = exchange.json(ProtectionBody.class).by();
    if (by == null || by.contains(null)) {
      throw NoriaException.invalid("by: missing (expected: the names of those who may move it)");
    }
    exchange.send(
        ProtectionWire.of(
            registry.protections().protect(exchange.path("model"), exchange.path("alias"), by)));
  }

  private void unprotect(Exchange exchange) {
    registry.protections().unprotect(exchange.path("model"), exchange.path("alias"));
    exchange.send(Map.of("done", true));
  }
}
