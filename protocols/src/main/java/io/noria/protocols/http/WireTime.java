package io.noria.protocols.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Times on the wire: of the years 0000 to 9999, as RFC 3339 has them. What lies beyond is nobody's
 * data, and does not fit where times are kept as milliseconds or microseconds.
 */
public final class WireTime {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final int MOST_SHOWN = 40;

  private WireTime() {}

  /**
   * Reads an RFC 3339 time.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the field
   */
  public static Instant parse(String name, String text) {
    try {
      Instant instant = Instant.parse(text);
      if (within(instant)) {
        return instant;
      }
    } catch (DateTimeParseException e) {
      // The same answer as for one out of bounds.
    }
    throw NoriaException.invalid(
        name + ": " + shown(text) + " (expected: a time such as 2013-04-01T00:00:00Z)");
  }

  private static boolean within(Instant instant) {
    return !instant.isBefore(FIRST) && instant.isBefore(END);
  }

  private static String shown(String text) {
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
  }

  /** Times in JSON, within the same bounds. */
  static final class Deserializer extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;
    private static final double MOST_SECONDS = 1e12;

    Deserializer() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      // Beyond what a long holds Jackson takes such a number for 1970.
      if (parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)
          && !(Math.abs(parser.getDoubleValue()) < MOST_SECONDS)) {
        throw refused(parser, parser.getText());
      }
      Instant instant = InstantDeserializer.INSTANT.deserialize(parser, context);
      if (instant != null && !within(instant)) {
        throw refused(parser, instant.toString());
      }
      return instant;
    }

    private static JsonMappingException refused(JsonParser parser, String text) {
      return JsonMappingException.from(
          parser, shown(text) + " (expected: a time such as 2013-04-01T00:00:00Z)");
    }
  }
}
