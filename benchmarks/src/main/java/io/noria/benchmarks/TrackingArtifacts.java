package io.noria.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One file of a gibibyte through the artifact proxy, up and down. */
final class TrackingArtifacts {
  private static final long BYTES = 1L << 30;

  private TrackingArtifacts() {}

  static void run(Comparison comparison, List<Tracker> trackers) throws IOException {
    Map<String, Double> up = new LinkedHashMap<>();
    Map<String, Double> down = new LinkedHashMap<>();
    Map<String, Double> memory = new LinkedHashMap<>();
    byte[] block = new byte[1 << 20];
    new SplittableRandom(7).nextBytes(block);
    for (Tracker tracker : trackers) {
      if (!tracker.has(Tracker.Lack.ARTIFACTS)) {
        continue;
      }
      double before = tracker.server().residentMegabytes();
      try (KeepAlive connection = tracker.connect()) {
        String run = Runs.newRun(connection, tracker.experiment());
        String path =
            "/api/2.0/mlflow-artifacts/artifacts/"
                + tracker.experiment()
                + "/"
                + run
                + "/artifacts/big.bin";
        long begun = System.nanoTime();
        int status = connection.upload(path, BYTES, block);
        if (status != 200) {
          throw new IOException(tracker.system() + ": upload answered " + status);
        }
        up.put(tracker.system(), BYTES / 1e6 / ((System.nanoTime() - begun) / 1e9));
        begun = System.nanoTime();
        long came = connection.download(path);
        if (came != BYTES) {
          throw new IOException(tracker.system() + ": " + came + " bytes came back");
        }
        down.put(tracker.system(), BYTES / 1e6 / ((System.nanoTime() - begun) / 1e9));
      }
      memory.put(tracker.system(), tracker.server().peakMegabytes() - before);
    }
    comparison.more("artifact of 1 GiB up", "MB/s", up);
    comparison.more("artifact of 1 GiB down", "MB/s", down);
    comparison.less("memory above before, at its peak", "MB", memory);
  }
}
