package io.noria.dist.serve;

import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What serving a model and predicting with one both ask: which server knows it, and as whom, and
 * what its files may do. Unlike the other commands' server this one may be none.
 */
final class ModelOptions {
  /** The first load of a Python model may make its environment. */
  private static final Duration TIMEOUT = Duration.ofHours(1);

  @Option(
      names = "--allow-pickle",
      description = "exactly this model's files may be run; recorded with who and when")
  private boolean allowPickle;

  @Option(
      names = "--requirements",
      paramLabel = "FILE",
      description = "the Python packages that a file's model needs, as pip takes them")
  private @Nullable Path requirements;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:NORIA_URL}",
      description = "the server that has the model (default: $NORIA_URL, else this machine's own)")
  private @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:NORIA_TOKEN}",
      description = "the caller's token (default: $NORIA_TOKEN)")
  private @Nullable String token;

  boolean allowPickle() {
    return allowPickle;
  }

  @Nullable Path requirements() {
    return requirements;
  }

  /** The server that was named; null for none. */
  @Nullable String url() {
    return url == null || url.isBlank() ? null : url;
  }

  /** A client of that server; the caller closes. */
  NoriaClient client(String server) {
    try {
      return NoriaClient.of(
          URI.create(server), token == null || token.isBlank() ? null : token, TIMEOUT);
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid("--url: " + server + " (expected: http://HOST:PORT)");
    }
  }
}
