package io.noria.serving;

import io.noria.base.NoriaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sends the requests that it fits to one variant, before shares are looked at.
 *
 * @param on what it looks at
 * @param name the header's in lower case, or the column's
 * @param operator how what came is compared
 * @param operands with what: one, several for {@link Operator#IN}, none for {@link
 *     Operator#PRESENT}
 * @param variant the variant that answers, or {@link #OWN} for the deployment's own version
 */
public record Rule(On on, String name, Operator operator, List<String> operands, String variant) {
  /** The deployment's own version, where no variant has this name. */
  public static final String OWN = "own";

  private static final int MOST_OPERANDS = 100;
  private static final int MOST_LETTERS = 200;
  private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Set<String> SECRET =
      Set.of("authorization", "cookie", "proxy-authorization");

  /** What a rule looks at. */
  public enum On {
    /** A header of HTTP, or metadata of gRPC. */
    HEADER,
    /** A column of the request's first row. */
    FIELD;

    /** Lower case: the form in rows and on wires. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How what came is compared; what is missing fits {@link #NOT} alone. */
  public enum Operator {
    /** It is the operand; numbers of a column as numbers. */
    EQUALS,
    /** It is something else, or missing. */
    NOT,
    /** It is one of the operands. */
    IN,
    /** It is a text that begins so. */
    PREFIX,
    /** It is a smaller number. */
    LESS,
    /** It is a larger number. */
    GREATER,
    /** It is there. */
    PRESENT;

    /** Lower case: the form in rows and on wires. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the form of wires.
     *
     * @throws NoriaException INVALID_ARGUMENT with those there are
     */
    public static Operator parse(String text) {
      for (Operator each : values()) {
        if (each.wire().equals(text)) {
          return each;
        }
      }
      throw NoriaException.invalid(
          "rule: operator "
              + shortened(text)
              + " (expected: one of "
              + Arrays.stream(values()).map(Operator::wire).collect(Collectors.joining(", "))
              + ")");
    }
  }

  /** Validates and copies. */
  public Rule {
    operands = List.copyOf(operands);
    if (on == On.HEADER) {
      name = name.toLowerCase(Locale.ROOT);
      if (!HEADER.matcher(name).matches() || SECRET.contains(name)) {
        throw NoriaException.invalid(
            "rule: header "
                + shortened(name)
                + " (expected: the name of a header that is no secret, such as x-client)");
      }
    } else if (name.isEmpty() || name.length() > MOST_LETTERS) {
      throw NoriaException.invalid(
          "rule: field " + shortened(name) + " (expected: a column's name)");
    }
    boolean fits =
        switch (operator) {
          case PRESENT -> operands.isEmpty();
          case IN -> !operands.isEmpty() && operands.size() <= MOST_OPERANDS;
          case EQUALS, NOT, PREFIX, LESS, GREATER -> operands.size() == 1;
        };
    if (!fits) {
      throw NoriaException.invalid(
          "rule: %s %s with %d values (expected: %s)"
              .formatted(
                  name,
                  operator.wire(),
                  operands.size(),
                  switch (operator) {
                    case PRESENT -> "none";
                    case IN -> "1 to " + MOST_OPERANDS;
                    case EQUALS, NOT, PREFIX, LESS, GREATER -> "one";
                  }));
    }
    for (String operand : operands) {
      if (operand.length() > MOST_LETTERS || operand.chars().anyMatch(c -> c < ' ')) {
        throw NoriaException.invalid(
            "rule: value '%s' (expected: up to %d letters, none of them a control character)"
                .formatted(shortened(operand).replaceAll("\\p{Cntrl}", "?"), MOST_LETTERS));
      }
    }
    if ((operator == Operator.LESS || operator == Operator.GREATER)
        && Double.isNaN(number(operands.getFirst()))) {
      throw NoriaException.invalid(
          "rule: %s %s %s (expected: a number)"
              .formatted(name, operator.wire(), shortened(operands.getFirst())));
    }
  }

  /** The text as a number; NaN when it is none. */
  public static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  @Override
  public String toString() {
    return on.wire() + ":" + name + " " + operator.wire() + " " + operands + " -> " + variant;
  }
}
