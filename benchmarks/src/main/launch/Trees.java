import io.noria.serving.tree.TreeModel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The predictions of the models that trees.py made, in one thread and in its CPU time, compared with
 * the libraries'. Run from source on the distribution's jars: java -cp LIB/* Trees.java FOLDER.
 */
public final class Trees {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final int PASSES = 25;

  private Trees() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<String> found = new ArrayList<>();
    for (String kind : List.of("numbers", "categories")) {
      double[] rows = rows(folder.resolve(kind + ".f32"));
      for (String name : List.of(kind + ".ubj", kind + ".txt")) {
        TreeModel model = TreeModel.read(Files.readAllBytes(folder.resolve(name)));
        int width = model.features().size();
        found.add(
            String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"single_us\":%.3f,\"batch_us\":%.3f,\"different\":%d}",
                name,
                microseconds(model, rows, width, 1),
                microseconds(model, rows, width, 256),
                different(model, rows, width, folder.resolve(name + ".predictions"))));
      }
    }
    System.out.println(found);
  }

  /** The best pass over all rows, so many a call; the first ones warm up. */
  private static double microseconds(TreeModel model, double[] rows, int width, int many) {
    int count = rows.length / width;
    double[] out = new double[many];
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      int done = 0;
      long started = CPU.getCurrentThreadCpuTime();
      for (; done + many <= count; done += many) {
        model.predict(rows, done * width, many, out, 0);
      }
      best = Math.min(best, (CPU.getCurrentThreadCpuTime() - started) / 1e3 / done);
    }
    return best;
  }

  private static int different(TreeModel model, double[] rows, int width, Path predictions)
      throws Exception {
    double[] out = new double[rows.length / width];
    model.predict(rows, 0, out.length, out, 0);
    var theirs = ByteBuffer.wrap(Files.readAllBytes(predictions)).order(ByteOrder.LITTLE_ENDIAN);
    int different = 0;
    for (double ours : out) {
      different += ours == theirs.getDouble() ? 0 : 1;
    }
    return different;
  }

  private static double[] rows(Path file) throws Exception {
    var buffer =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    double[] rows = new double[buffer.remaining()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = buffer.get(i);
    }
    return rows;
  }
}
