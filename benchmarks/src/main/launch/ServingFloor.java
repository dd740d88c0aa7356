import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.noria.serving.tree.TreeModel;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The three models alone, on as many threads as there are cores: our trees for XGBoost's file, ONNX
 * Runtime for the others. Run from source on the distribution's jars: java -cp LIB/*
 * ServingFloor.java FOLDER SECONDS.
 */
public final class ServingFloor {
  private static final int[] ROWS = {1, 32, 256};

  private ServingFloor() {}

  /** Answers one question, from a row of the pool on. */
  private interface Call {
    void ask(int from) throws Exception;
  }

  /** Makes the calls of one thread. */
  private interface Calls {
    Call of(int rows) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    double seconds = Double.parseDouble(arguments[1]);
    float[][] pool = pool(folder.resolve("rows.jsonl"));
    List<String> found = new ArrayList<>();
    for (String model : List.of("xgb", "forest", "mlp")) {
      boolean trees = model.equals("xgb");
      Calls calls =
          trees
              ? trees(folder.resolve("xgb.ubj"), pool)
              : runtime(folder.resolve(model + ".onnx"), pool);
      for (int rows : ROWS) {
        measure(calls, rows, pool.length, seconds / 3);
        double[] measured = measure(calls, rows, pool.length, seconds);
        found.add(
            String.format(
                Locale.ROOT,
                "{\"model\":\"%s\",\"rows\":%d,\"how\":\"%s\",\"per_second\":%.1f,\"cpu_us\":%.3f}",
                model,
                rows,
                trees ? "our trees" : "ONNX Runtime",
                measured[0],
                measured[1]));
      }
    }
    System.out.println(found);
  }

  private static double[] measure(Calls calls, int rows, int pool, double seconds)
      throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<long[]>> work = new ArrayList<>();
      for (int n = 0; n < threads; n++) {
        int first = n * (pool / threads);
        work.add(() -> lane(calls.of(rows), first, rows, pool, seconds));
      }
      double count = 0;
      double cpu = 0;
      for (Future<long[]> lane : executor.invokeAll(work)) {
        count += lane.get()[0];
        cpu += lane.get()[1];
      }
      return new double[] {count / seconds, cpu / count / 1e3};
    }
  }

  private static long[] lane(Call call, int first, int rows, int pool, double seconds)
      throws Exception {
    var bean = ManagementFactory.getThreadMXBean();
    long begun = bean.getCurrentThreadCpuTime();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long count = 0;
    for (int at = first; System.nanoTime() < end; at += rows, count++) {
      if (at + rows > pool) {
        at = 0;
      }
      call.ask(at);
    }
    return new long[] {count, bean.getCurrentThreadCpuTime() - begun};
  }

  private static Calls trees(Path file, float[][] pool) throws Exception {
    TreeModel model = TreeModel.read(Files.readAllBytes(file));
    int width = model.features().size();
    double[] all = new double[pool.length * width];
    for (int i = 0; i < all.length; i++) {
      all[i] = pool[i / width][i % width];
    }
    return rows -> {
      double[] out = new double[rows];
      return from -> model.predict(all, from * width, rows, out, 0);
    };
  }

  private static Calls runtime(Path file, float[][] pool) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    var options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    OrtSession session = environment.createSession(file.toString(), options);
    String input = session.getInputNames().iterator().next();
    int width = pool[0].length;
    return rows -> {
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(rows * width * 4)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      return from -> {
        for (int i = 0; i < rows; i++) {
          buffer.put(i * width, pool[from + i]);
        }
        try (OnnxTensor tensor =
                OnnxTensor.createTensor(environment, buffer, new long[] {rows, width});
            OrtSession.Result result = session.run(Map.of(input, tensor))) {
          ((OnnxTensor) result.get(1)).getFloatBuffer().get(0);
        }
      };
    };
  }

  private static float[][] pool(Path file) throws Exception {
    List<float[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] numbers = line.substring(1, line.length() - 1).split(",");
      float[] row = new float[numbers.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = Float.parseFloat(numbers[i].strip());
      }
      rows.add(row);
    }
    return rows.toArray(new float[0][]);
  }
}
