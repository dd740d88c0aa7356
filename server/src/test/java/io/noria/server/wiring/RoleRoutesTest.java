package io.noria.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.server.config.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleRoutesTest {
  @ParameterizedTest
  @CsvSource({
    "/predict, SERVING",
    "/deployments/{deployment}/predict, SERVING",
    "/endpoints/{deployment}/invocations, SERVING",
    "/api/2.0/endpoints, SERVING",
    "/api/2.0/endpoints/{deployment}, SERVING",
    "/v2/models/{model}/trace/setting, SERVING",
    "/at/vertex/{deployment}/predict, SERVING",
    "/noria/v1/serving/memory, SERVING",
    "/noria/v1/deployments/{deployment}/canary/abort, SERVING",
    "/noria/v1/deployments/{deployment}/traffic, SERVING",
    "/noria/v1/deployments/{deployment}/limits, SERVING",
    "/noria/v1/deployments/{deployment}/cache, SERVING",
    "/noria/v1/deployments/{deployment}/stage, SERVING",
    "/noria/v1/deployments/{deployment}/promote, SERVING",
    "/noria/v1/deployments/{deployment}/terms, SERVING",
    "/noria/v1/deployments/{deployment}/log, SERVING",
    "/noria/v1/deployments/{deployment}/drift/{column}, MONITORING",
    "/noria/v1/batch-predictions/{batch}/cancel, PIPELINES",
    "/noria/v1/batch-schedules, PIPELINES",
    "/api/2.0/mlflow/runs/get, TRACKING",
    "/noria/v1/models/{model}, TRACKING",
    "/noria/v1/gc, ",
    "/metrics, ",
  })
  void everyRouteHasTheRoleThatDoesTheWork(String route, @Nullable Role role) {
    assertThat(RoleRoutes.role(route)).isEqualTo(role);
  }
}
