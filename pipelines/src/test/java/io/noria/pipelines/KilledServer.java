package io.noria.pipelines;

import io.noria.base.IdSource;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with nothing but pipelines, to be killed from outside. Every execution of a task leaves
 * a line in a ledger before its work, and every end another. Prints the run's state when it is
 * over.
 */
final class KilledServer {
  static final String KEY = "the one run";

  private KilledServer() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    InstantSource clock = InstantSource.system();
    IdSource ids = IdSource.system(clock);
    var config = new PipelinesConfig(folder.resolve("work"), 3, 4, Duration.ofSeconds(20));
    try (var db = Databases.open(SqlConfig.sqlite(folder.resolve("noria.db")), clock, ids);
        var objects = ObjectStores.local(folder.resolve("objects"));
        var pipelines = Pipelines.open(db, objects, List.of(step(folder)), clock, ids, config)) {
      pipelines.start();
      PipelineRun run = pipelines.submit(spec(), submission());
      System.out.println("READY");
      System.out.println(pipelines.await(run.id(), Duration.ofMinutes(2)).state());
    }
  }

  static Submission submission() {
    return new Submission("crash test", null, List.of(), "q", KEY);
  }

  static PipelineSpec spec() {
    var tasks = new java.util.ArrayList<TaskSpec>();
    for (int layer = 0; layer < 6; layer++) {
      for (int i = 0; i < 3; i++) {
        TaskSpec task = TaskSpec.of("t" + layer + "-" + i, "write").param("n", layer * 3 + i);
        if (layer > 0) {
          task = task.input("before", "t" + (layer - 1) + "-" + i, "file");
          task = task.after("t" + (layer - 1) + "-" + (i + 1) % 3);
        }
        tasks.add(task);
      }
    }
    return new PipelineSpec("crash", tasks);
  }

  private static Step step(Path folder) {
    return TestStep.of(
        "write",
        context -> {
          note(folder, "begin " + context.task().name());
          context.log("working");
          LockSupport.parkNanos(20_000_000);
          Path file = context.workFolder().resolve("out");
          Files.writeString(file, context.task().name());
          Value.File stored = context.store("out", file);
          note(folder, "end " + context.task().name());
          return Map.of("file", stored);
        });
  }

  private static void note(Path folder, String line) throws Exception {
    Files.write(
        folder.resolve("ledger"),
        (line + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.SYNC);
  }
}
