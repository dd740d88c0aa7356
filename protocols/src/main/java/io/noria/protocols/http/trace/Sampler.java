package io.noria.protocols.http.trace;

import io.noria.base.NoriaException;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are kept, as OpenTelemetry's samplers say.
 *
 * @param share of the traces that begin here, 0 to 1; decided by the trace's id, so that every
 *     server decides alike
 * @param byParent whether a request that comes from a span is kept exactly when that is
 */
public record Sampler(double share, boolean byParent) {
  private static final String EXPECTED =
      "always_on, always_off, traceidratio, or one of these with parentbased_ before it";

  /** Validates. */
  public Sampler {
    if (!(share >= 0 && share <= 1)) {
      throw NoriaException.invalid("sampler: share " + share + " (expected: 0 to 1)");
    }
  }

  /**
   * The sampler of that name.
   *
   * @param name as {@code OTEL_TRACES_SAMPLER} has it
   * @param argument the share that {@code traceidratio} takes; empty for 1
   * @param source where it was said, for the message
   * @throws NoriaException INVALID_ARGUMENT when there is none
   */
  public static Sampler of(String name, String argument, String source) {
    boolean byParent = name.startsWith("parentbased_");
    String own = byParent ? name.substring("parentbased_".length()) : name;
    return switch (own) {
      case "always_on" -> new Sampler(1, byParent);
      case "always_off" -> new Sampler(0, byParent);
      case "traceidratio" -> new Sampler(share(argument, source), byParent);
      default ->
          throw NoriaException.invalid("%s: %s (expected: %s)".formatted(source, name, EXPECTED));
    };
  }

  private static double share(String text, String source) {
    try {
      double share = text.isEmpty() ? 1 : Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Said below with what was expected.
    }
    throw NoriaException.invalid(
        "%s: the share %s (expected: a number from 0 to 1)".formatted(source, text));
  }

  /** Whether the request is kept. */
  boolean keeps(@Nullable TraceParent parent, long traceLow) {
    if (byParent && parent != null) {
      return parent.sampled();
    }
    return share >= 1 || (traceLow & Long.MAX_VALUE) < (long) (share * Long.MAX_VALUE);
  }
}
