package io.noria.protocols.rest;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The contract of the API, read once. */
final class OpenApi {
  private OpenApi() {}

  /** The document as JSON. */
  static byte[] json() {
    return Json.BYTES;
  }

  /** The document as a tree. */
  static Map<?, ?> tree() {
    try (InputStream in =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.yaml"))) {
      LoadSettings settings = LoadSettings.builder().setCodePointLimit(10_000_000).build();
      return (Map<?, ?>) new Load(settings).loadFromInputStream(in);
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "openapi.yaml could not be read", e);
    }
  }

  private static final class Json {
    static final byte[] BYTES = WireJson.bytes(tree());
  }
}
