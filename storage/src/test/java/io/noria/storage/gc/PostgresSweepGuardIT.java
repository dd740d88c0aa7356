package io.noria.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.object.SweepGuard;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PostgresSweepGuardIT {
  @Test
  @Timeout(60)
  void oneThatWantsToSweepHoldsUpNobodyAndWaitsItself() throws Exception {
    try (Database database = TestDatabases.postgres();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SweepGuard guard = SweepGuards.of(database);
      CountDownLatch reusing = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      AtomicBoolean reused = new AtomicBoolean();
      AtomicBoolean apart = new AtomicBoolean();
      Future<?> first =
          threads.submit(() -> {
            guard.reusing(() -> {
              reusing.countDown();
              await(release);
              reused.set(true);
            });
            return true;
          });
      reusing.await();
      CountDownLatch wanted = new CountDownLatch(1);
      Future<?> sweep =
          threads.submit(() -> {
            wanted.countDown();
            guard.sweeping(() -> apart.set(reused.get()));
            return true;
          });
      wanted.await();
      int[] others = new int[1];
      for (int i = 0; i < 100; i++) {
        guard.reusing(() -> others[0]++);
      }
      assertThat(others[0]).isEqualTo(100);
      assertThat(sweep.isDone()).isFalse();
      release.countDown();
      first.get();
      sweep.get();
      assertThat(apart).as("swept after the first had done").isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
