package io.noria.protocols.tensors.v2;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Where a body's JSON ends and its raw tensors begin. It is said in the header {@code
 * Inference-Header-Content-Length}; clouds that pass no header of others' have it in the content
 * type.
 *
 * @param json bytes of JSON; -1 when all of it is
 * @param type the content type's beginning that came and that the answer gets too; null when the
 *     header said it
 */
public record RawBody(int json, @Nullable String type) {
  /** How many bytes of a body are JSON. */
  static final HeaderName LENGTH = HeaderNames.create("Inference-Header-Content-Length");

  private static final String SIZE = "json-header-size=";

  /** Content types that carry the length themselves. */
  private static final String[] TYPES = {
    "application/vnd.sagemaker-triton.binary+json", "application/vnd.vertex-ai-triton.binary+json"
  };

  /**
   * What the request says.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is no number, or larger than the body
   */
  public static RawBody of(Exchange exchange) {
    String header = exchange.header(LENGTH);
    if (header != null) {
      return new RawBody(number(LENGTH.defaultCase(), header, exchange), null);
    }
    String type = exchange.header(HeaderNames.CONTENT_TYPE);
    if (type != null) {
      for (String known : TYPES) {
        if (type.regionMatches(true, 0, known, 0, known.length())) {
          int at = type.indexOf(SIZE);
          int json =
              at < 0 ? -1 : number("Content-Type", type.substring(at + SIZE.length()), exchange);
          return new RawBody(json, known);
        }
      }
    }
    return new RawBody(-1, null);
  }

  private static int number(String name, String text, Exchange exchange) {
    int body = exchange.body().length;
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= 0 && value <= body) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below with what was expected.
    }
    throw NoriaException.invalid(
        name
            + ": "
            + (text.length() > 40 ? text.substring(0, 40) + "…" : text)
            + " (expected: bytes of JSON, from 0 to the body's "
            + body
            + ")");
  }

  /** The content type of an answer with so many bytes of JSON before its raw tensors. */
  String answering(int bytes) {
    return type == null ? "application/octet-stream" : type + ";" + SIZE + bytes;
  }
}
