package io.noria.serving.deployment;

import io.noria.registry.ModelVersionId;
import io.noria.serving.DeploymentTerms.CacheBounds;
import io.noria.serving.scorer.RowBlock;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment's versions said to questions, by version and the question's exact bits. Those
 * not asked for longest go first. Thread-safe.
 */
final class ResponseCache {
  /** What an entry takes beside its bytes: objects, links, places. */
  private static final int OVERHEAD = 200;

  /** An entry larger than this part of all would only drive others out. */
  private static final int LARGEST_PART = 8;

  private final CacheBounds bounds;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Question, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private long bytes;

  ResponseCache(CacheBounds bounds, InstantSource clock) {
    this.bounds = bounds;
    this.clock = clock;
  }

  /** A question to a version; the bits are not changed. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Question(ModelVersionId version, byte[] bits) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Question that
          && version.equals(that.version)
          && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
      return 31 * version.hashCode() + Arrays.hashCode(bits);
    }
  }

  private record Kept(Object answer, long size, long atMs) {}

  CacheBounds bounds() {
    return bounds;
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  int entries() {
    lock.lock();
    try {
      return kept.size();
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Fills in what the version said to the rows before, or has it say so now.
   *
   * @param model fills in what it says
   */
  void score(ModelVersionId version, RowBlock rows, double[] out, Runnable model) {
    Question question = new Question(version, bits(rows));
    if (find(question) instanceof double[] known && known.length == out.length) {
      System.arraycopy(known, 0, out, 0, out.length);
      return;
    }
    model.run();
    keep(question, out.clone(), 8L * out.length);
  }

  /** What the model makes of the inputs, or made of them before. */
  @SuppressWarnings("unchecked")
  List<Tensor> infer(ModelVersionId version, List<Tensor> inputs, Supplier<List<Tensor>> model) {
    Question question = new Question(version, bits(inputs));
    if (find(question) instanceof List<?> known) {
      return (List<Tensor>) known;
    }
    List<Tensor> outputs = List.copyOf(model.get());
    long size = 0;
    for (Tensor each : outputs) {
      size += OVERHEAD + size(each);
    }
    keep(question, outputs.stream().map(ResponseCache::alone).toList(), size);
    return outputs;
  }

  private @Nullable Object find(Question question) {
    long now = clock.millis();
    lock.lock();
    try {
      Kept known = kept.get(question);
      if (known != null && now - known.atMs() >= bounds.age().toMillis()) {
        kept.remove(question);
        bytes -= known.size();
        known = null;
      }
      (known == null ? misses : hits).increment();
      return known == null ? null : known.answer();
    } finally {
      lock.unlock();
    }
  }

  private void keep(Question question, Object answer, long answerBytes) {
    long size = OVERHEAD + question.bits().length + answerBytes;
    if (size > bounds.bytes() / LARGEST_PART) {
      return;
    }
    long now = clock.millis();
    lock.lock();
    try {
      Kept former = kept.put(question, new Kept(answer, size, now));
      bytes += size - (former == null ? 0 : former.size());
      Iterator<Kept> oldest = kept.values().iterator();
      while (bytes > bounds.bytes() && oldest.hasNext()) {
        bytes -= oldest.next().size();
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  private static byte[] bits(RowBlock rows) {
    int values = rows.size() * rows.columns();
    ByteBuffer plain = ByteBuffer.allocate(5 + 8 * values);
    plain.put((byte) 'r').putInt(rows.size());
    for (int i = 0; i < values; i++) {
      plain.putLong(Double.doubleToRawLongBits(rows.values()[i]));
    }
    if (!rows.strange()) {
      return plain.array();
    }
    var texts = new ByteArrayOutputStream(plain.capacity() + 64);
    texts.writeBytes(plain.array());
    try (var out = new DataOutputStream(texts)) {
      for (int row = 0; row < rows.size(); row++) {
        for (int column = 0; column < rows.columns(); column++) {
          text(out, rows.unknown(row, column));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts.toByteArray();
  }

  private static void text(DataOutputStream out, @Nullable String text) throws IOException {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(text == null ? -1 : bytes.length);
    out.write(bytes);
  }

  private static byte[] bits(List<Tensor> inputs) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte('t');
      for (Tensor each : inputs) {
        out.writeByte(each.type().ordinal());
        out.writeByte(each.rank());
        for (long dimension : each.shape()) {
          out.writeLong(dimension);
        }
        if (each.type() == DataType.BYTES) {
          for (int i = 0; i < each.size(); i++) {
            boolean missing = each.missing(i);
            out.writeInt(missing ? -1 : each.bytes(i).length);
            if (!missing) {
              out.write(each.bytes(i));
            }
          }
        } else {
          ByteBuffer data = each.data().duplicate();
          byte[] plain = new byte[data.remaining()];
          data.get(plain);
          out.write(plain);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Not as a part of a batch's answer, all of which would stay in memory with it. */
  private static Tensor alone(Tensor tensor) {
    if (tensor.type() == DataType.BYTES) {
      return tensor;
    }
    ByteBuffer data = tensor.data();
    return Tensor.of(
        tensor.name(),
        tensor.type(),
        tensor.shape(),
        Tensor.room(data.remaining()).put(data).flip());
  }

  private static long size(Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      return tensor.data().remaining();
    }
    long size = 0;
    for (int i = 0; i < tensor.size(); i++) {
      size += 24 + (tensor.missing(i) ? 0 : tensor.bytes(i).length);
    }
    return size;
  }
}
