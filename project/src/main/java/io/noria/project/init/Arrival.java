package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.project.Span;
import org.jspecify.annotations.Nullable;

/** When the truth is known. */
final class Arrival {
  private Arrival() {}

  /** How long after the time; empty for at once. */
  static String ask(String time, String target, @Nullable String said, Asker asker) {
    String answer =
        said != null
            ? said
            : asker.ask(
                new Asker.Question(
                    "How long after %s is %s known? (0 days, 12h, 2 weeks, …)"
                        .formatted(time, target),
                    "0 days",
                    java.util.List.of(),
                    "--arrives"));
    Span span =
        Span.parse(answer)
            .orElseThrow(() ->
                NoriaException.invalid(
                    "--arrives: %s (expected: a stretch of time such as 12h, 14 days or 6 months)"
                        .formatted(answer)));
    return span.amount() == 0 ? "" : span.toString();
  }
}
