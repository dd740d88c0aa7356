package io.noria.serving.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.scorer.Resident;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorModel;
import io.noria.serving.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX model. Outputs that are lists of dictionaries (the "ZipMap" that scikit-learn's converter
 * adds) come as a matrix with a column for each key. Thread-safe.
 */
public final class OnnxModel implements TensorModel {
  /** Gives the model's bytes, each time the session is opened. */
  @FunctionalInterface
  public interface Source {
    byte[] bytes() throws IOException;

    /**
     * Lays a file that the model's weights lie in under its path into the folder.
     *
     * @param path below the model's own folder
     * @param least bytes that it must have
     * @throws NoriaException FAILED_PRECONDITION when there is no such file, or it is too short or
     *     too large
     */
    default void lay(String path, long least, Path folder) throws IOException {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "weights lie in " + path + " (expected: one file alone)");
    }
  }

  private static final long LEAST_SESSION = 1L << 18;
  private static final long MOST_SESSION = 16L << 20;

  private final String name;
  private final OnnxRuntime runtime;
  private final Source source;
  private final List<TensorSpec> inputs = new ArrayList<>();
  private final List<TensorSpec> outputs = new ArrayList<>();
  private final List<@Nullable MapOutput> maps = new ArrayList<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final List<String> classes;
  private final Map<String, Long> beside;
  private @Nullable OrtSession session;
  private volatile long bytes;

  /**
   * An output of dictionaries.
   *
   * @param keys its keys as texts, in ascending order; found with the first answer
   */
  private record MapOutput(List<String> keys) {}

  /**
   * Opens the model.
   *
   * @param name for messages
   * @throws NoriaException FAILED_PRECONDITION when it is none that ONNX Runtime evaluates
   */
  public OnnxModel(String name, OnnxRuntime runtime, Source source) throws IOException {
    this.name = name;
    this.runtime = runtime;
    this.source = source;
    byte[] bytes = source.bytes();
    OnnxFile looked = OnnxFile.look(name, bytes);
    classes = looked.classes();
    beside = looked.beside();
    try {
      OrtSession opened = opened(bytes);
      session = opened;
      for (NodeInfo input : opened.getInputInfo().values()) {
        inputs.add(spec(input));
      }
      for (NodeInfo output : opened.getOutputInfo().values()) {
        boolean dictionaries =
            output.getInfo() instanceof SequenceInfo info && info.isSequenceOfMaps();
        maps.add(dictionaries ? new MapOutput(new ArrayList<>()) : null);
        outputs.add(
            dictionaries ? TensorSpec.of(output.getName(), DataType.FP32, -1, -1) : spec(output));
      }
    } catch (OrtException e) {
      release();
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model " + name + ": ONNX Runtime refuses it: " + e.getMessage(),
          e);
    } catch (RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  /**
   * What the session takes is what this process has grown by while it was opened, within what is
   * likely for such a file: others may have grown or shrunk meanwhile.
   */
  private OrtSession opened(byte[] file) throws OrtException, IOException {
    long self = ProcessHandle.current().pid();
    long before = Resident.bytes(self);
    long weights = file.length + beside.values().stream().mapToLong(Long::longValue).sum();
    OrtSession opened = beside.isEmpty() ? runtime.open(file) : laid(file);
    long grown = Resident.bytes(self) - before;
    bytes = Math.clamp(grown, weights + LEAST_SESSION, 3 * weights + MOST_SESSION);
    return opened;
  }

  /** The files are laid into a folder of their own, which is not needed once they are read. */
  private OrtSession laid(byte[] file) throws OrtException, IOException {
    Path folder = Files.createTempDirectory("noria-onnx");
    try {
      Path model = folder.resolve("model.onnx");
      for (Map.Entry<String, Long> each : beside.entrySet()) {
        if (each.getKey().equals("model.onnx")) {
          model = folder.resolve(".model.onnx");
        }
        source.lay(each.getKey(), each.getValue(), folder);
      }
      Files.write(model, file);
      return runtime.open(model);
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  private TensorSpec spec(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo info)) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: %s is no tensor but %s".formatted(name, node.getName(), node.getInfo()));
    }
    return new TensorSpec(node.getName(), type(info.type), info.getShape());
  }

  private DataType type(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> DataType.FP32;
      case DOUBLE -> DataType.FP64;
      case INT8 -> DataType.INT8;
      case INT16 -> DataType.INT16;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case UINT8 -> DataType.UINT8;
      case BOOL -> DataType.BOOL;
      case STRING -> DataType.BYTES;
      case FLOAT16 -> DataType.FP16;
      case BFLOAT16 -> DataType.BF16;
      default ->
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION,
              "model %s: tensors of type %s are not carried".formatted(name, type));
    };
  }

  private static OnnxJavaType type(DataType type) {
    return switch (type) {
      case FP32 -> OnnxJavaType.FLOAT;
      case FP64 -> OnnxJavaType.DOUBLE;
      case INT8 -> OnnxJavaType.INT8;
      case INT16 -> OnnxJavaType.INT16;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case UINT8 -> OnnxJavaType.UINT8;
      case BOOL -> OnnxJavaType.BOOL;
      case BYTES -> OnnxJavaType.STRING;
      case FP16 -> OnnxJavaType.FLOAT16;
      case BF16 -> OnnxJavaType.BFLOAT16;
      case UINT16, UINT32, UINT64 -> OnnxJavaType.UNKNOWN;
    };
  }

  /** The same model by our own code, where that gives the same and is quicker; else this one. */
  public TensorModel best() {
    if (!beside.isEmpty()) {
      return this;
    }
    try {
      Optional<TensorModel> trees = OnnxTreeModel.of(this, name, source.bytes());
      if (trees.isPresent()) {
        release();
        return trees.get();
      }
      return this;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "model " + name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  /**
   * The keys of the dictionaries that the output is made of, as texts; empty when it is a tensor,
   * or before the first answer.
   */
  public List<String> keys(int output) {
    MapOutput map = maps.get(output);
    if (map == null) {
      return List.of();
    }
    synchronized (map) {
      return List.copyOf(map.keys());
    }
  }

  /** The classes that the file names, in the order of their probabilities; empty for none. */
  public List<String> classes() {
    return classes;
  }

  @Override
  public List<Tensor> infer(List<Tensor> given) {
    while (true) {
      lock.readLock().lock();
      try {
        OrtSession open = session;
        if (open != null) {
          return answered(open, given);
        }
      } finally {
        lock.readLock().unlock();
      }
      reopen();
    }
  }

  private List<Tensor> answered(OrtSession open, List<Tensor> given) {
    RunLimit.Run run;
    try {
      run = runtime.limit().begin();
    } catch (OrtException e) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "model " + name + ": " + e.getMessage(), e);
    }
    try (run) {
      return run(open, given, run);
    } catch (OrtException e) {
      if (run.late()) {
        throw new NoriaException(
            ErrorCode.DEADLINE_EXCEEDED,
            "model %s: it did not answer within %s s (noria.serving.answer-timeout)"
                .formatted(name, runtime.limit().most().toMillis() / 1000.0),
            e);
      }
      boolean refused =
          e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT
              || e.getCode() == OrtException.OrtErrorCode.ORT_RUNTIME_EXCEPTION;
      throw new NoriaException(
          refused ? ErrorCode.UNPROCESSABLE : ErrorCode.FAILED_PRECONDITION,
          "model " + name + ": " + e.getMessage(),
          e);
    }
  }

  private void reopen() {
    lock.writeLock().lock();
    try {
      if (session == null) {
        session = opened(source.bytes());
      }
    } catch (OrtException | IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "model " + name + ": cannot be opened: " + e.getMessage(), e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  // Result and tensors are closed whatever comes of it: they hold native memory.
  private List<Tensor> run(OrtSession open, List<Tensor> given, RunLimit.Run limited)
      throws OrtException {
    Map<String, OnnxTensor> arguments = new LinkedHashMap<>();
    try {
      for (int i = 0; i < given.size(); i++) {
        arguments.put(inputs.get(i).name(), argument(given.get(i)));
      }
      try (OrtSession.Result result = open.run(arguments, limited.options())) {
        List<Tensor> answers = new ArrayList<>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
          answers.add(answer(i, result.get(i)));
        }
        return answers;
      }
    } finally {
      arguments.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor argument(Tensor tensor) throws OrtException {
    if (tensor.type() == DataType.BYTES) {
      String[] texts = new String[tensor.size()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = tensor.text(i);
      }
      return OnnxTensor.createTensor(runtime.tensors(), texts, tensor.shape());
    }
    ByteBuffer data = tensor.data();
    if (!data.isDirect()) {
      // The Java binding would copy it into a direct one just so.
      data =
          ByteBuffer.allocateDirect(data.remaining())
              .order(ByteOrder.nativeOrder())
              .put(data)
              .flip();
    }
    return OnnxTensor.createTensor(
        runtime.tensors(),
        data.order(ByteOrder.nativeOrder()),
        tensor.shape(),
        type(tensor.type()));
  }

  private Tensor answer(int output, OnnxValue value) throws OrtException {
    TensorSpec spec = outputs.get(output);
    MapOutput map = maps.get(output);
    if (map != null && value instanceof OnnxSequence sequence) {
      return matrix(spec.name(), map, sequence);
    }
    if (!(value instanceof OnnxTensor tensor)) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: output %s is %s".formatted(name, spec.name(), value.getType()));
    }
    long[] shape = tensor.getInfo().getShape();
    if (spec.type() == DataType.BYTES) {
      List<String> texts = new ArrayList<>();
      flatten(tensor.getValue(), texts);
      return Tensor.texts(spec.name(), shape, texts);
    }
    return Tensor.of(spec.name(), spec.type(), shape, tensor.getByteBuffer());
  }

  private static void flatten(Object value, List<String> texts) {
    if (value instanceof Object[] many) {
      for (Object one : many) {
        flatten(one, texts);
      }
    } else {
      texts.add(String.valueOf(value));
    }
  }

  private Tensor matrix(String output, MapOutput map, OnnxSequence sequence) throws OrtException {
    List<Map<?, ?>> rows = new ArrayList<>();
    for (OnnxValue row : sequence.getValue()) {
      rows.add((Map<?, ?>) row.getValue());
    }
    List<Object> keys = new ArrayList<>(rows.isEmpty() ? List.of() : rows.getFirst().keySet());
    keys.sort((a, b) ->
        a instanceof Long x && b instanceof Long y
            ? Long.compare(x, y)
            : a.toString().compareTo(b.toString()));
    synchronized (map) {
      if (map.keys().isEmpty()) {
        keys.forEach(key -> map.keys().add(key.toString()));
      }
    }
    float[] values = new float[rows.size() * keys.size()];
    int at = 0;
    for (Map<?, ?> row : rows) {
      for (Object key : keys) {
        values[at++] = row.get(key) instanceof Number number ? number.floatValue() : Float.NaN;
      }
    }
    return Tensor.floats(output, new long[] {rows.size(), keys.size()}, values);
  }

  @Override
  public void release() {
    lock.writeLock().lock();
    try {
      OrtSession open = session;
      session = null;
      bytes = 0;
      if (open != null) {
        open.close();
      }
    } catch (OrtException e) {
      throw new NoriaException(
          ErrorCode.INTERNAL, "model " + name + ": not closed: " + e.getMessage(), e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
