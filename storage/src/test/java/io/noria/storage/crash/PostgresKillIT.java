package io.noria.storage.crash;

import io.noria.testkit.PostgresServer;
import io.noria.testkit.Seeds;
import org.junit.jupiter.api.Test;

class PostgresKillIT extends KillContract {
  private static final int KILLS = 10;

  @Test
  void whatWasAcknowledgedSurvivesKillNineAndNothingIsHalf() throws Exception {
    long seed = Seeds.chosen();
    System.out.println("kill -9: seed " + seed + " (again with -Dnoria.seed=" + seed + ")");
    PostgresServer server = PostgresServer.shared();
    CrashJvm jvm = CrashJvm.prepare(folder, server.createDatabase());
    killAndLook(jvm, server.createDatabase(), "postgres", KILLS, seed);
  }
}
