package io.noria.protocols.http;

import io.noria.base.NoriaException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Our own form of an error: {@code {"error":{"code":…,"message":…,"evidence":…}}}. */
public final class JsonErrors implements ErrorForm {
  /** The one instance. */
  public static final JsonErrors FORM = new JsonErrors();

  private JsonErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("code", error.code().name());
    body.put("message", error.getMessage());
    error.evidence().ifPresent(ref -> body.put("evidence", ref.toString()));
    return new Answer(
        HttpStatuses.of(error.code()), "application/json", WireJson.bytes(Map.of("error", body)));
  }
}
