package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.serving.DeploymentTerms.CacheBounds;
import io.noria.serving.DeploymentTerms.CallerLimit;
import io.noria.storage.sql.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules, canaries and terms are kept by PostgreSQL as they are by SQLite. */
class PostgresTrafficIT {
  @TempDir Path temp;

  @Test
  void whatWasSetIsReadAgain() throws Exception {
    try (var fixture = new ServingFixture(temp, TestDatabases.postgres())) {
      fixture.register(1);
      fixture.register(2);
      fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
      var variant = new Variant("next", ServingFixture.MODEL, Follow.version(2), 0, false);
      var rule =
          new Rule(Rule.On.FIELD, "carrier", Rule.Operator.IN, List.of("AA", "B\"B"), "next");
      fixture.serving.traffic().direct("flow", List.of(variant), List.of(rule));
      assertThat(fixture.serving.traffic().rules("flow")).containsExactly(rule);
      fixture.serving.traffic().direct("flow", List.of(), List.of());
      Canaries canaries = fixture.serving.canaries();
      canaries.start(
          "flow",
          new CanaryPlan(
              ServingFixture.MODEL,
              Follow.version(2),
              List.of(12.5, 100.0),
              Duration.ofMillis(1),
              new CanaryPlan.Guards(0.5, null, 1)));
      canaries.pause("flow", "");
      canaries.resume("flow", "");
      for (int i = 0; i < 100; i++) {
        fixture.ask(i, "AA", fixture.clock.instant(), "k" + i);
      }
      canaries.advance();
      assertThat(canaries.find("flow").orElseThrow().step()).isEqualTo(1);
      assertThat(canaries.finish("flow", "").state()).isEqualTo(Canary.State.FINISHED);
      Terms terms = fixture.serving.terms();
      terms.stage("flow", "production");
      terms.limit("flow", new CallerLimit(2.5, 3, 1000L));
      DeploymentTerms set = terms.cache("flow", new CacheBounds(4096, Duration.ofSeconds(5)));
      assertThat(terms.get("flow")).isEqualTo(set);
      for (int i = 0; i < 6; i++) {
        terms.upkeep();
      }
      fixture.serving.deployments().delete("flow");
    }
  }
}
