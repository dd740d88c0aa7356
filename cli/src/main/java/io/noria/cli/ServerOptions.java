package io.noria.cli;

import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command speaks to, and as whom. */
public final class ServerOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:NORIA_URL:-http://127.0.0.1:7600}",
      description = "the server (default: $NORIA_URL, else http://127.0.0.1:7600)")
  private String url = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:NORIA_TOKEN}",
      description = "the caller's token (default: $NORIA_TOKEN)")
  private @Nullable String token;

  /** The server's address, as it was given. */
  public String url() {
    return url;
  }

  /**
   * A client of the server; the caller closes.
   *
   * @param timeout how long one call may take
   * @throws NoriaException INVALID_ARGUMENT when the address is none
   */
  public NoriaClient client(Duration timeout) {
    try {
      return NoriaClient.of(
          URI.create(url), token == null || token.isBlank() ? null : token, timeout);
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid("--url: " + url + " (expected: http://HOST:PORT)");
    }
  }
}
