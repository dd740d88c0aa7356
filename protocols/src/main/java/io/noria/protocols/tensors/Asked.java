package io.noria.protocols.tensors;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.serving.Readiness;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a question say beside its body, the same in every dialect.
 *
 * @param eventTime when it was asked, in the data's time; null means now
 * @param key the caller's own name for it; null for none
 * @param caller who is asked about, under {@code noria-subject}; empty for nobody
 */
public record Asked(@Nullable Instant eventTime, @Nullable String key, Map<String, String> caller) {
  /** When the question was asked, in the data's time. */
  public static final HeaderName EVENT_TIME = HeaderNames.create("Noria-Event-Time");

  /** The caller's own name for the question. */
  public static final HeaderName KEY = HeaderNames.create("Noria-Key");

  private static final HeaderName SUBJECT = HeaderNames.create("Noria-Subject");
  private static final HeaderName PREDICTION_ID = HeaderNames.create("Noria-Prediction-Id");

  /** Beyond so many rows the ids would not fit into a header; the log has them by key. */
  private static final int MOST_IDS = 100;

  /**
   * Of this request.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when the time is none
   */
  public static Asked of(Exchange exchange) {
    String subject = exchange.header(SUBJECT);
    Map<String, String> caller = subject == null ? Map.of() : Map.of(SUBJECT.lowerCase(), subject);
    return new Asked(exchange.instantHeader(EVENT_TIME), exchange.header(KEY), caller);
  }

  /**
   * What the version takes and gives that answers this request, to read its body by.
   *
   * @param version null for the one that the deployment's traffic chooses
   */
  public static ServedModel served(
      Exchange exchange, Serving serving, String deployment, @Nullable Integer version) {
    String subject = exchange.header(SUBJECT);
    return serving.served(deployment, version, subject == null ? exchange.header(KEY) : subject);
  }

  /** The deployment that the path names as {@code deployment}, or else the default one. */
  public static String deployment(Exchange exchange, Serving serving) {
    return exchange.route().pattern().contains("{deployment}")
        ? exchange.path("deployment")
        : serving.deployments().defaultName();
  }

  /**
   * Whether the deployment answers, for routes that need no token.
   *
   * @throws NoriaException without telling which deployments there are
   */
  public static void requireThere(Supplier<String> deployment, Serving serving) {
    Readiness readiness;
    try {
      readiness = serving.readiness(deployment.get());
    } catch (NoriaException e) {
      throw switch (e.code()) {
        case NOT_FOUND -> NoriaException.notFound("there is no such deployment, or no default one");
        case FAILED_PRECONDITION ->
            NoriaException.notFound("there is no default deployment (expected: its name)");
        case UNAVAILABLE -> none();
        default -> e;
      };
    }
    switch (readiness) {
      case READY, ASLEEP -> {}
      case LOADING ->
          throw NoriaException.unavailable(
              "the deployment's model is being loaded", Duration.ofSeconds(2), null);
      case EMPTY -> throw none();
    }
  }

  private static NoriaException none() {
    return new NoriaException(ErrorCode.UNAVAILABLE, "the deployment has no version yet");
  }

  /** Tells the predictions' ids in the header {@code Noria-Prediction-Id}. */
  public static void tell(Exchange exchange, List<UUID> ids) {
    int rows = ids.size();
    if (rows == 1) {
      exchange.setHeader(PREDICTION_ID, ids.getFirst().toString());
    } else if (rows > 1 && rows <= MOST_IDS) {
      StringBuilder text = new StringBuilder(rows * 37);
      for (UUID id : ids) {
        text.append(text.isEmpty() ? "" : ",").append(id);
      }
      exchange.setHeader(PREDICTION_ID, text.toString());
    }
  }
}
