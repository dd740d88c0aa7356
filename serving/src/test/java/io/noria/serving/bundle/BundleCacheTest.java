package io.noria.serving.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.BundleInfo;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Reference;
import io.noria.serving.TestBundles;
import io.noria.serving.scorer.TreeScorer;
import io.noria.serving.tree.TreeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is let go of, and what whoever was given it learns of that. */
class BundleCacheTest {
  private static final long CLAIM_NANOS = 2_000_000_000L;

  @TempDir Path temp;

  private List<Bundle> bundles(int count) throws IOException {
    Path folder = temp.resolve("bundle");
    try (var engine = DuckDbEngine.open(DuckDbSettings.defaults(temp.resolve("duckdb")))) {
      TestBundles.write(folder, engine, 1);
    }
    List<Bundle> bundles = new ArrayList<>();
    try (var trees = Files.newInputStream(folder.resolve("model.json"))) {
      BundleInfo info = BundleInfo.fromJson(Files.readString(folder.resolve("noria.json")));
      var scorer = new TreeScorer(TreeModel.read(trees), info);
      for (int version = 1; version <= count; version++) {
        bundles.add(
            new Bundle(
                new ModelVersionId("deliveries", version),
                info,
                scorer,
                () -> new Reference(List.of(), List.of(), new double[0])));
      }
    }
    return bundles;
  }

  @Test
  void whatIsAboutToBeUsedIsKeptAndOfTheOthersTheLastFew() throws IOException {
    List<Bundle> bundles = bundles(13);
    var cache = new BundleCache(0);
    List<Bundle> claimed = bundles.subList(0, 12);
    long began = System.nanoTime();
    for (Bundle each : claimed) {
      cache.add(each.id().toString(), each);
    }
    int kept = cache.all().size();
    if (System.nanoTime() - began < CLAIM_NANOS) {
      assertThat(kept).isEqualTo(12);
    }

    List<Bundle> there = cache.all();
    for (Bundle each : there) {
      assertThat(each.tryUse()).isTrue();
    }
    there.forEach(Bundle::unuse);
    cache.add("13", bundles.getLast());
    assertThat(cache.all()).hasSize(8).contains(bundles.getLast());
    for (Bundle each : claimed) {
      assertThat(each.tryUse()).isEqualTo(cache.all().contains(each));
    }
  }

  @Test
  void whatIsUsedIsNotDroppedAndWhatIsDroppedIsNotUsed() throws IOException {
    Bundle bundle = bundles(1).getFirst();
    assertThat(bundle.tryUse()).isTrue();
    assertThat(bundle.dropIfIdle()).isFalse();
    bundle.unuse();
    assertThat(bundle.dropIfIdle()).isTrue();
    assertThat(bundle.tryUse()).isFalse();
    assertThat(bundle.uses()).isZero();
  }
}
