package io.noria.registry.webhook;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The headers of a post, as MLflow's own deliveries carry them. */
public final class Signed {
  private Signed() {}

  /**
   * The headers.
   *
   * @param secret null for no signature
   * @param id the delivery's
   * @param at the moment of sending: receivers refuse old ones
   * @param body the exact text that is sent
   */
  public static Map<String, String> headers(
      @Nullable String secret, String id, Instant at, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    String seconds = Long.toString(at.getEpochSecond());
    headers.put("Content-Type", "application/json");
    headers.put("X-MLflow-Delivery-Id", id);
    headers.put("X-MLflow-Timestamp", seconds);
    if (secret != null && !secret.isEmpty()) {
      headers.put("X-MLflow-Signature", "v1," + hmac(secret, id + "." + seconds + "." + body));
    }
    return headers;
  }

  private static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "this JVM has no HmacSHA256", e);
    }
  }
}
