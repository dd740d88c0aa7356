package io.noria.protocols.mlflow;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;

/**
 * How much one export may hold. An empty message takes two bytes on the wire and a hundred times
 * that in memory, so what comes is counted while it is read. Used by one thread.
 */
final class OtlpBudget {
  private static final int SPANS = 100_000;
  private static final int RESOURCES = 10_000;
  private static final int SCOPES = 100_000;
  private static final int PARTS = 500_000;
  private static final int PARTS_OF_ONE = 10_000;
  private static final int ATTRIBUTES = 1_000_000;
  private static final int ATTRIBUTES_OF_ONE = 10_000;

  private int resources;
  private int scopes;
  private int parts;
  private int attributes;

  /** One more resource. */
  void resource() {
    within("resources", ++resources, RESOURCES);
  }

  /** One more scope. */
  void scope() {
    within("scopes", ++scopes, SCOPES);
  }

  /** How many spans there are by now. */
  void spans(int count) {
    within("spans", count, SPANS);
  }

  /** One more event or link; its span has so many of the kind by now. */
  void part(String what, int ofSpan) {
    if (ofSpan > PARTS_OF_ONE) {
      throw tooMany(what, PARTS_OF_ONE, "span");
    }
    within("events and links", ++parts, PARTS);
  }

  /** One more attribute; its span, event, link or resource has so many by now. */
  void attribute(int ofOne) {
    if (ofOne > ATTRIBUTES_OF_ONE) {
      throw tooMany("attributes", ATTRIBUTES_OF_ONE, "span, event, link or resource");
    }
    values(1);
  }

  /** So many more values: in a list or map of an attribute, or of a resource in one more trace. */
  void values(int more) {
    attributes += more;
    within("attributes and their values", attributes, ATTRIBUTES);
  }

  private static void within(String what, int count, int most) {
    if (count > most) {
      throw tooMany(what, most, "request");
    }
  }

  private static NoriaException tooMany(String what, int most, String where) {
    return new NoriaException(
        ErrorCode.TOO_LARGE,
        what + ": more than " + most + " in one " + where + " (expected: smaller batches)");
  }
}
