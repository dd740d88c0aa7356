import io.noria.serving.tree.TreeShap;
import java.io.BufferedInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Noria's contributions of the same rows as pred_contribs.py, in one thread and in its CPU time,
 * compared with the library's. Run from source on the distribution's jars: java -cp LIB/* Contributions.java BUNDLE.
 */
public final class Contributions {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private Contributions() {}

  public static void main(String[] arguments) throws Exception {
    Path bundle = Path.of(arguments[0]);
    TreeShap shap;
    try (var json = new BufferedInputStream(Files.newInputStream(bundle.resolve("model.json")))) {
      shap = TreeShap.readXgboost(json);
    }
    int width = shap.trees().features();
    float[] rows = floats(bundle.resolve("rows.f32"));
    float[] theirs = floats(bundle.resolve("contributions.f32"));
    int count = rows.length / width;
    TreeShap.Scratch scratch = shap.scratch();
    double[] out = new double[shap.size()];
    float[] row = new float[width];
    double worst = 0;
    double nanos = 0;
    // Four passes to warm up; the fifth counts.
    for (int pass = 0; pass < 5; pass++) {
      long started = CPU.getCurrentThreadCpuTime();
      for (int i = 0; i < count; i++) {
        System.arraycopy(rows, i * width, row, 0, width);
        shap.contributions(row, out, scratch);
        if (pass == 0) {
          worst = Math.max(worst, difference(out, theirs, i));
        }
      }
      nanos = CPU.getCurrentThreadCpuTime() - started;
    }
    System.out.printf(
        Locale.ROOT,
        "{\"rows\":%d,\"trees\":%d,\"row_us\":%.3f,\"difference\":%.3g}%n",
        count,
        shap.trees().trees(),
        nanos / 1e3 / count,
        worst);
  }

  /** The largest difference of a row, as a share of the row's largest number. */
  private static double difference(double[] ours, float[] theirs, int row) {
    double largest = 0;
    double most = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i]));
      most = Math.max(most, Math.abs(ours[i] - theirs[row * ours.length + i]));
    }
    return most / largest;
  }

  private static float[] floats(Path file) throws Exception {
    var buffer =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }
}
