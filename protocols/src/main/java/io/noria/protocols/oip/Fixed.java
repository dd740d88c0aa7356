package io.noria.protocols.oip;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.tensors.TensorJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Triton lets a caller set about the server itself and stays as it is here: a log is not for
 * strangers to redirect, and memory that is shared by a name from the network is a hole. Asking for
 * what is there already is no error.
 */
public final class Fixed {
  /** How the log is set. */
  public static final Map<String, Object> LOG = log();

  private Fixed() {}

  static void routes(Routes routes, String v2) {
    routes
        .get(v2 + "/logging", x -> x.send(LOG))
        .post(v2 + "/logging", x -> keep(x, LOG, "the log"));
    for (String kind : List.of("systemsharedmemory", "cudasharedmemory")) {
      String at = v2 + "/" + kind;
      routes
          .get(at + "/status", x -> x.send(List.of()))
          .get(at + "/region/{region}/status", Fixed::noRegion)
          .post(at + "/region/{region}/register", Fixed::refuseRegion)
          .post(at + "/unregister", x -> x.send(Map.of()))
          .post(at + "/region/{region}/unregister", x -> x.send(Map.of()));
    }
  }

  private static Map<String, Object> log() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("log_file", "");
    settings.put("log_info", true);
    settings.put("log_warning", true);
    settings.put("log_error", true);
    settings.put("log_verbose_level", 0);
    settings.put("log_format", "default");
    return Map.copyOf(settings);
  }

  private static void keep(Exchange exchange, Map<String, Object> settings, String what)
      throws IOException {
    for (var field : exchange.json().properties()) {
      var value = field.getValue();
      String came = value.isArray() && value.size() == 1 ? value.get(0).asText() : value.asText();
      // Null means the default, which is what there is.
      require(settings, field.getKey(), value.isNull() ? null : came, what);
    }
    exchange.send(settings);
  }

  /**
   * Refuses to change a setting; asking for what there is, or for the default, is no change.
   *
   * @param wanted null for the default
   * @param what the setting is of
   * @throws NoriaException INVALID_ARGUMENT when something else is wanted
   */
  public static void require(
      Map<String, Object> settings, String name, @Nullable String wanted, String what) {
    Object known = settings.get(name);
    String now = known instanceof List<?> list ? list.getFirst().toString() : known + "";
    if (known == null || !(wanted == null || wanted.equals(now))) {
      throw NoriaException.invalid(
          TensorJson.shortened(name)
              + ": "
              + TensorJson.shortened(String.valueOf(wanted))
              + " (expected: "
              + (known == null ? "one of " + settings.keySet() : known)
              + "; a caller cannot change "
              + what
              + " here)");
    }
  }

  private static void noRegion(Exchange exchange) {
    throw noRegion(exchange.path("region"));
  }

  /** There is no such region. */
  public static NoriaException noRegion(String region) {
    return NoriaException.notFound(
        "shared memory region: " + TensorJson.shortened(region) + " (there is none)");
  }

  private static void refuseRegion(Exchange exchange) {
    throw refusedRegion(exchange.path("region"));
  }

  /** No region can be registered. */
  public static NoriaException refusedRegion(String region) {
    return new NoriaException(
        ErrorCode.PERMISSION_DENIED,
        "shared memory region: "
            + TensorJson.shortened(region)
            + " (expected: tensors in the request itself; shared memory is off here)");
  }
}
