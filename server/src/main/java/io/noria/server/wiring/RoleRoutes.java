package io.noria.server.wiring;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Routes;
import io.noria.server.config.Role;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which role answers which route. */
public final class RoleRoutes {
  private static final Pattern EVERYBODYS =
      Pattern.compile(
          "/health|/metrics|/noria/v1/(version|health|openapi\\.json|tokens|reset|gc)(/.*)?");
  private static final Pattern MONITORING =
      Pattern.compile(
          "/noria/v1/(alerts|deployments/\\{deployment}/(windows|performance|drift|distribution))"
              + "(/.*)?");
  private static final Pattern SERVING =
      Pattern.compile(
          "/predict|/deployments/.*|/v2(/.*)?|/at/.*|/endpoints/.*|/api/2\\.0/endpoints(/.*)?"
              + "|/noria/v1/(deployments|predictions|labels|serving)(/.*)?");
  private static final Pattern PIPELINES =
      Pattern.compile(
          "/noria/v1/(projects|pipelines|reruns|triggers|batch-predictions|batch-schedules)(/.*)?");

  private RoleRoutes() {}

  /** The same routes, of which those of other roles refuse and say whose they are. */
  public static Routes only(Set<Role> open, Routes routes) {
    return open.size() == Role.values().length
        ? routes
        : routes.refusing(route -> refusal(open, route.pattern()));
  }

  private static @Nullable NoriaException refusal(Set<Role> open, String pattern) {
    Role role = role(pattern);
    return role == null || open.contains(role)
        ? null
        : new NoriaException(
            ErrorCode.UNIMPLEMENTED,
            "this server does not have the role "
                + role.word()
                + ", which answers here (it has: "
                + Role.words(open)
                + "); ask another server, or start this one with --roles "
                + role.word()
                + " too");
  }

  /** Null for what every server answers. */
  static @Nullable Role role(String pattern) {
    if (EVERYBODYS.matcher(pattern).matches()) {
      return null;
    }
    if (MONITORING.matcher(pattern).matches()) {
      return Role.MONITORING;
    }
    if (SERVING.matcher(pattern).matches()) {
      return Role.SERVING;
    }
    return PIPELINES.matcher(pattern).matches() ? Role.PIPELINES : Role.TRACKING;
  }
}
