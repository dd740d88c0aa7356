package io.noria.protocols.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself.
 *
 * @param version Noria's
 * @param commit it was built from; null when that is not known
 * @param mlflow the version of MLflow's server that it stands for
 * @param ephemeral whether it may be reset
 * @param roles what it does
 * @param startedAt when it began to answer
 */
public record ServerInfo(
    String version,
    @Nullable String commit,
    String mlflow,
    boolean ephemeral,
    List<String> roles,
    Instant startedAt) {
  /** Copies. */
  public ServerInfo {
    roles = List.copyOf(roles);
  }
}
