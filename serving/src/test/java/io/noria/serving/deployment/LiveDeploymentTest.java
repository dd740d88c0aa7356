package io.noria.serving.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.BundleInfo;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Reference;
import io.noria.serving.TestBundles;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.scorer.RowBlock;
import io.noria.serving.scorer.TreeScorer;
import io.noria.serving.tree.TreeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveDeploymentTest {
  @TempDir Path temp;

  @Test
  void thousandsOfSwapsUnderRequestsLeaveNoVersionHeldAndNoRequestWithoutOne() throws Exception {
    List<Bundle> bundles = List.of(bundle(1), bundle(2), bundle(3));
    float[] row = {17, 12, 1, 1};
    double[] expected = new double[4];
    for (Bundle bundle : bundles) {
      expected[bundle.version()] = score(bundle, row);
    }
    var live = new LiveDeployment("flow");
    live.swap(bundles.getFirst());
    var done = new AtomicBoolean();
    List<LiveDeployment.Pinned> seen = new ArrayList<>();
    try (var pool = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> askers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        askers.add(pool.submit(() -> ask(live, done, row, expected)));
      }
      for (int i = 1; i <= 20_000; i++) {
        LiveDeployment.Pinned pinned = live.pin();
        seen.add(pinned);
        pinned.release();
        live.swap(bundles.get(i % 3));
      }
      done.set(true);
      for (Future<Long> asker : askers) {
        assertThat(asker.get()).isPositive();
      }
    }
    assertThat(seen).hasSize(20_000).allSatisfy(pinned -> assertThat(pinned.holders()).isZero());
  }

  @Test
  void onlyTheVersionThatSleepsIsWoken() throws Exception {
    Bundle first = bundle(1);
    Bundle second = bundle(2);
    var live = new LiveDeployment("flow");
    live.swap(first);
    assertThat(live.sleep()).isTrue();
    // While the first is loaded again the second takes over, and sleeps as well.
    live.swap(second);
    assertThat(live.sleep()).isTrue();
    assertThat(live.wake(first)).isFalse();
    assertThat(live.pin()).isNull();
    assertThat(live.wake(second)).isTrue();
    assertThat(live.current()).isEqualTo(second.id());
    assertThat(live.wake(second)).as("it is awake").isFalse();
  }

  private static long ask(LiveDeployment live, AtomicBoolean done, float[] row, double[] expected) {
    long asked = 0;
    do {
      LiveDeployment.Pinned pinned = live.pin();
      try {
        double score = score(pinned.bundle(), row);
        assertThat(score).isEqualTo(expected[pinned.bundle().version()]);
        asked++;
      } finally {
        pinned.release();
      }
    } while (!done.get());
    return asked;
  }

  private static double score(Bundle bundle, float[] row) {
    double[] out = new double[1];
    double[] values = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      values[i] = row[i];
    }
    bundle.score(RowBlock.of(row.length, 1, values), out);
    return out[0];
  }

  private Bundle bundle(int version) throws IOException {
    Path folder = temp.resolve("bundle-" + version);
    try (var engine = DuckDbEngine.open(DuckDbSettings.defaults(temp.resolve("duckdb")))) {
      TestBundles.write(folder, engine, version);
    }
    try (var trees = Files.newInputStream(folder.resolve("model.json"))) {
      BundleInfo info = BundleInfo.fromJson(Files.readString(folder.resolve("noria.json")));
      return new Bundle(
          new ModelVersionId("deliveries", version),
          info,
          new TreeScorer(TreeModel.read(trees), info),
          () -> new Reference(List.of(), List.of(), new double[0]));
    }
  }
}
