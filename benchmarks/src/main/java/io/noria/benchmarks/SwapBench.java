package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ten thousand swaps between three versions while eight connections ask: how long a swap takes, how
 * many questions fail or are answered by a version that was not live, and what the memory does.
 */
final class SwapBench {
  private static final int SWAPS = 10_000;
  private static final int ASKERS = 8;
  private static final int VERSIONS = 3;

  private SwapBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Report report = new Report("swaps: 10,000 under load");
    Path data = Servers.fresh(settings, "swaps");
    Path folder = settings.scratch();
    Files.createDirectories(folder);
    try (Launched noria = Servers.noria(settings, data, true);
        KeepAlive admin = new KeepAlive("127.0.0.1", noria.port())) {
      for (int version = 1; version <= VERSIONS; version++) {
        Path file = folder.resolve("swapped.txt");
        Files.writeString(file, tree(version));
        Served.serve(settings, noria, file, "swapped");
      }
      int warm = SWAPS / 10;
      swap(noria, admin, warm);
      double before = noria.residentMegabytes();
      Figures figures = swap(noria, admin, SWAPS);
      Map<String, Double> row = figures.row();
      row.put("rss_before_mb", before);
      row.put("rss_after_mb", noria.residentMegabytes());
      report.row("swaps", "noria", row);
    }
    return report;
  }

  /** LightGBM's text of one split that answers with the version's number. */
  private static String tree(int version) {
    return String.join(
        "\n",
        "tree",
        "version=v4",
        "num_class=1",
        "num_tree_per_iteration=1",
        "label_index=0",
        "max_feature_idx=0",
        "objective=regression",
        "feature_names=a",
        "feature_infos=[0:1]",
        "",
        "Tree=0",
        "num_leaves=2",
        "num_cat=0",
        "split_feature=0",
        "split_gain=1",
        "threshold=0.5",
        "decision_type=2",
        "left_child=-1",
        "right_child=-2",
        "leaf_value=" + version + " " + version,
        "leaf_weight=1 1",
        "leaf_count=1 1",
        "internal_value=0",
        "internal_weight=2",
        "internal_count=2",
        "is_linear=0",
        "shrinkage=1",
        "",
        "",
        "end of trees",
        "");
  }

  private static final class Figures {
    final long[] swapNanos;
    final AtomicLong answers = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong wrong = new AtomicLong();

    Figures(int swaps) {
      swapNanos = new long[swaps];
    }

    Map<String, Double> row() {
      Arrays.sort(swapNanos);
      Map<String, Double> row = new LinkedHashMap<>();
      row.put("swap_p50_ms", Load.quantile(swapNanos, 0.5));
      row.put("swap_p99_ms", Load.quantile(swapNanos, 0.99));
      row.put("answers", (double) answers.get());
      row.put("failed", (double) failed.get());
      row.put("not_live", (double) wrong.get());
      return row;
    }
  }

  private static Figures swap(Launched noria, KeepAlive admin, int swaps)
      throws IOException, InterruptedException {
    var figures = new Figures(swaps);
    // What the i-th swap went to; swap 0 is where it stood before.
    int[] order = new int[swaps + 1];
    order[0] = VERSIONS;
    var begun = new AtomicLong();
    var done = new AtomicLong();
    var over = new AtomicBoolean();
    to(admin, VERSIONS);
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < ASKERS; i++) {
      askers.add(Thread.startVirtualThread(() -> ask(noria, figures, order, begun, done, over)));
    }
    for (int i = 1; i <= swaps; i++) {
      order[i] = 1 + i % VERSIONS;
      begun.set(i);
      long at = System.nanoTime();
      to(admin, order[i]);
      figures.swapNanos[i - 1] = System.nanoTime() - at;
      done.set(i);
    }
    over.set(true);
    for (Thread asker : askers) {
      asker.join();
    }
    return figures;
  }

  private static void to(KeepAlive admin, int version) throws IOException {
    Served.post(
        admin,
        "/noria/v1/deployments",
        "{\"name\":\"swapped\",\"model\":\"swapped\",\"follow\":\"version:%d\"}"
            .formatted(version));
  }

  private static void ask(
      Launched noria,
      Figures figures,
      int[] order,
      AtomicLong begun,
      AtomicLong done,
      AtomicBoolean over) {
    try (KeepAlive connection = new KeepAlive("127.0.0.1", noria.port())) {
      byte[] request =
          connection.request("POST", "/deployments/swapped/predict", "{\"features\":[0.25]}");
      while (!over.get()) {
        int before = (int) done.get();
        int status = connection.send(request);
        int after = (int) begun.get();
        figures.answers.incrementAndGet();
        if (status != 200) {
          figures.failed.incrementAndGet();
          continue;
        }
        boolean live = false;
        String answer = connection.body();
        for (int i = before; i <= after && !live; i++) {
          live = answer.contains("\"prediction\":" + order[i] + ".0");
        }
        if (!live) {
          figures.wrong.incrementAndGet();
        }
      }
    } catch (IOException e) {
      figures.failed.incrementAndGet();
    }
  }
}
