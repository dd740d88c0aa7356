package io.noria.storage.crash;

import io.noria.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SqliteKillIT extends KillContract {
  /** {@code -Dnoria.kills=…} for another number. */
  private static final int KILLS = Integer.getInteger("noria.kills", 200);

  private static final int LANES = 2;

  @Test
  void whatWasAcknowledgedSurvivesKillNineAndNothingIsHalf() throws Exception {
    long seed = Seeds.chosen();
    System.out.println("kill -9: seed " + seed + " (again with -Dnoria.seed=" + seed + ")");
    CrashJvm jvm = CrashJvm.prepare(folder, "sqlite:" + folder.resolve("training.db"));
    try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        String lane = Integer.toString(i);
        long laneSeed = seed + i;
        all.add(
            lanes.submit(() -> {
              killAndLook(
                  jvm,
                  "sqlite:" + folder.resolve("lane" + lane + ".db"),
                  lane,
                  (KILLS + LANES - 1) / LANES,
                  laneSeed);
              return null;
            }));
      }
      for (Future<?> lane : all) {
        lane.get();
      }
    }
  }
}
