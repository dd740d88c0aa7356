package io.noria.serving.bundle;

import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.serving.Target;
import io.noria.serving.Values;
import io.noria.serving.scorer.RowBlock;
import io.noria.serving.scorer.Scorer;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.scorer.TreeScorer;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.TensorSpec;
import io.noria.stats.Answers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One model, ready to answer. Thread-safe. */
public final class Bundle implements ScoredModel {
  /** Rows that are laid out at once. */
  private static final int CHUNK = 512;

  /** From when somebody asks for it until that one uses it. */
  private static final long CLAIM_NANOS = 2_000_000_000L;

  private final String model;
  private final int version;
  private final BundleInfo info;
  private final Scorer scorer;
  private final int outputs;
  private final List<FeatureColumn> inputs;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Map<String, Integer>> categories = new ArrayList<>();
  private final Target target;
  private final List<Object> labels;
  private final Supplier<Reference> reference;
  private final RowTensors tensors;
  private final AtomicInteger uses = new AtomicInteger();
  private volatile boolean dropped;
  private volatile long claimedUntil = Long.MIN_VALUE;

  /** A version of a registered model. */
  public Bundle(ModelVersionId id, BundleInfo info, Scorer scorer, Supplier<Reference> reference) {
    this(id.model(), id.version(), info, scorer, reference);
  }

  /**
   * A model of that name.
   *
   * @param version 0 when it is not registered
   */
  Bundle(String model, int version, BundleInfo info, Scorer scorer, Supplier<Reference> reference) {
    this.model = model;
    this.version = version;
    this.info = info;
    this.scorer = scorer;
    this.outputs = scorer.outputs();
    this.inputs = info.signature().features();
    this.reference = reference;
    for (int i = 0; i < inputs.size(); i++) {
      places.put(inputs.get(i).name(), i);
      Map<String, Integer> codes = new HashMap<>();
      for (String category : inputs.get(i).categories()) {
        codes.put(category, codes.size());
      }
      categories.add(codes);
    }
    this.labels = info.classes().stream().map(Bundle::typed).toList();
    this.target = Target.of(info);
    this.tensors =
        new RowTensors(
            this,
            scorer instanceof TreeScorer trees && trees.single() ? DataType.FP32 : DataType.FP64);
  }

  /** A label in its own type: a whole number, true or false, else text. */
  static Object typed(String label) {
    if (label.equals("true") || label.equals("false")) {
      return Boolean.valueOf(label);
    }
    return label.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(label) : label;
  }

  /** Which version it is. */
  public ModelVersionId id() {
    return new ModelVersionId(model, version);
  }

  /** What its file says. */
  public BundleInfo info() {
    return info;
  }

  /** What evaluates it. */
  public Scorer scorer() {
    return scorer;
  }

  /** Its rows as tensors. */
  public RowTensors tensors() {
    return tensors;
  }

  /** What it takes in tensors. */
  public List<TensorSpec> tensorInputs() {
    return scorer instanceof TensorScorer own ? own.model().inputs() : tensors.inputs();
  }

  /** What it gives in tensors. */
  public List<TensorSpec> tensorOutputs() {
    return scorer instanceof TensorScorer own ? own.model().outputs() : tensors.outputs();
  }

  /** Its name in messages. */
  String name() {
    return version == 0 ? model : model + "/" + version;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public List<FeatureColumn> inputs() {
    return inputs;
  }

  @Override
  public Target target() {
    return target;
  }

  /** The place of the feature; -1 when there is none of that name. */
  public int place(String feature) {
    Integer place = places.get(feature);
    return place == null ? -1 : place;
  }

  /** The code of the text in the column's dictionary; -1 when it is not in it. */
  public int code(int column, String text) {
    Integer code = categories.get(column).get(text);
    return code == null ? -1 : code;
  }

  /** Whether the probability is enough for the positive class. */
  public boolean isPositive(double probability) {
    return probability >= info.threshold();
  }

  /** The class at the place, as the target column has it. */
  public Object label(int place) {
    return labels.get(place);
  }

  /** Whether a number is predicted. */
  public boolean regression() {
    return target.regression();
  }

  /** 1 for the positive class and 0 for the other, the class's place of many, or the number. */
  public double predicted(double[] scores, int row) {
    if (regression()) {
      return scores[row * outputs];
    }
    return outputs > 1
        ? Answers.likeliest(scores, row * outputs, outputs)
        : isPositive(scores[row]) ? 1 : 0;
  }

  /** The probability of the positive class, or of the predicted one of many, or the number. */
  public double scored(double[] scores, int row, double predicted) {
    return regression() || outputs == 1
        ? scores[row * outputs]
        : scores[row * outputs + (int) predicted];
  }

  /** How many numbers an answer has: 1, or one for each of three or more classes. */
  public int outputs() {
    return outputs;
  }

  /** Scores rows; see {@link Scorer#score}. */
  public void score(RowBlock rows, double[] out) {
    scorer.score(rows, out);
  }

  @Override
  public Answers score(List<Values> columns) {
    use();
    try {
      return scored(columns);
    } finally {
      unuse();
    }
  }

  private Answers scored(List<Values> columns) {
    if (columns.size() != inputs.size()) {
      throw NoriaException.invalid(
          "columns: " + columns.size() + " (expected: " + inputs.size() + ")");
    }
    int rows = columns.getFirst().size();
    Encoder[] encoders = new Encoder[columns.size()];
    for (int column = 0; column < encoders.length; column++) {
      encoders[column] = encoder(column, columns.get(column));
    }
    boolean strange = Arrays.stream(encoders).anyMatch(Encoder::strange);
    double[] scores = new double[rows * outputs];
    for (int from = 0; from < rows; from += CHUNK) {
      int count = Math.min(CHUNK, rows - from);
      var block = new RowBlock(encoders.length, count);
      for (int row = from; row < from + count; row++) {
        int at = block.next();
        for (int column = 0; column < encoders.length; column++) {
          block.values()[at + column] = encoders[column].number(row);
          String text = strange ? encoders[column].unknown(row) : null;
          if (text != null) {
            block.unknown(row - from, column, text);
          }
        }
      }
      double[] out = new double[count * outputs];
      scorer.score(block, out);
      System.arraycopy(out, 0, scores, from * outputs, out.length);
    }
    return answers(scores);
  }

  private Answers answers(double[] scores) {
    return switch (info.objective()) {
      case BINARY -> Answers.binary(scores, info.threshold());
      case MULTICLASS -> Answers.multiclass(scores, outputs);
      case REGRESSION -> Answers.numbers(outputs == 1 ? scores : firsts(scores));
    };
  }

  private double[] firsts(double[] scores) {
    double[] firsts = new double[scores.length / outputs];
    for (int row = 0; row < firsts.length; row++) {
      firsts[row] = scores[row * outputs];
    }
    return firsts;
  }

  @Override
  public Answers score(Frame frame) {
    List<Values> columns = new ArrayList<>();
    for (FeatureColumn input : inputs) {
      columns.add(values(input.type(), input.name(), frame.column(input.name())));
    }
    return score(columns);
  }

  @Override
  public Reference reference() {
    return reference.get();
  }

  /** A table's column as values of the type. */
  static Values values(FeatureColumn.Type type, String name, Column column) {
    if (type == FeatureColumn.Type.STRING) {
      if (!(column instanceof Column.Strings strings)) {
        throw NoriaException.invalid(
            "column %s: of type %s (expected: string)".formatted(name, column.type().wire()));
      }
      int[] codes = new int[column.size()];
      Arrays.setAll(codes, strings::code);
      return new Values.Texts(codes, strings.dictionary());
    }
    if (column instanceof Column.Strings || column instanceof Column.Times) {
      throw NoriaException.invalid(
          "column %s: of type %s (expected: %s)"
              .formatted(name, column.type().wire(), type.wire()));
    }
    double[] numbers = new double[column.size()];
    Arrays.setAll(numbers, column::number);
    return new Values.Numbers(numbers);
  }

  /** A column's values as rows have them. */
  private sealed interface Encoder {
    double number(int row);

    /** Whether there are texts that the dictionary does not have. */
    boolean strange();

    @Nullable String unknown(int row);
  }

  private record Plain(double[] values) implements Encoder {
    @Override
    public double number(int row) {
      return values[row];
    }

    @Override
    public boolean strange() {
      return false;
    }

    @Override
    public @Nullable String unknown(int row) {
      return null;
    }
  }

  private record Coded(Values.Texts texts, double[] places, boolean strange) implements Encoder {
    @Override
    public double number(int row) {
      int code = texts.codes()[row];
      return code < 0 ? Double.NaN : places[code];
    }

    @Override
    public @Nullable String unknown(int row) {
      int code = texts.codes()[row];
      return code < 0 || !Double.isNaN(places[code]) ? null : texts.texts().get(code);
    }
  }

  private Encoder encoder(int column, Values values) {
    return switch (values) {
      case Values.Numbers numbers -> {
        requireText(column, false);
        yield new Plain(numbers.values());
      }
      case Values.Texts texts -> {
        requireText(column, true);
        double[] codes = new double[texts.texts().size()];
        boolean strange = false;
        for (int i = 0; i < codes.length; i++) {
          int code = code(column, texts.texts().get(i));
          codes[i] = code < 0 ? Double.NaN : code;
          strange |= code < 0;
        }
        yield new Coded(texts, codes, strange);
      }
    };
  }

  private void requireText(int column, boolean text) {
    FeatureColumn input = inputs.get(column);
    if ((input.type() == FeatureColumn.Type.STRING) != text) {
      throw NoriaException.invalid(
          "column %s: %s (expected: %s)"
              .formatted(input.name(), text ? "texts" : "numbers", input.type().wire()));
    }
  }

  /**
   * The label as a number: 1 or 0 of two classes, the class's place of more, a regression's number;
   * NaN when it is none.
   */
  public double labelNumber(@Nullable String label) {
    return label == null ? Double.NaN : target.number(label);
  }

  /** Bytes of memory that it takes now. */
  public long bytes() {
    return scorer.bytes();
  }

  /** Somebody was given it, and will use it in a moment. */
  void claim() {
    claimedUntil = System.nanoTime() + CLAIM_NANOS;
  }

  /** Whether somebody is about to use it. */
  boolean claimed() {
    return claimedUntil != Long.MIN_VALUE && System.nanoTime() - claimedUntil < 0;
  }

  /** How many answer with it. */
  public int uses() {
    return uses.get();
  }

  /** Somebody answers with it: it stays ready. */
  public void use() {
    uses.incrementAndGet();
    claimedUntil = Long.MIN_VALUE;
  }

  /**
   * The same for whoever was given it a while ago.
   *
   * @return false when it was let go of meanwhile: it is to be loaded again
   */
  public synchronized boolean tryUse() {
    if (dropped) {
      return false;
    }
    use();
    return true;
  }

  /** Nobody of those answers with it any more. */
  public void unuse() {
    if (uses.decrementAndGet() == 0 && dropped) {
      release();
    }
  }

  /** Whether somebody answers with it. */
  boolean used() {
    return uses.get() > 0;
  }

  /**
   * From here on it is not kept for later, if nobody uses it or is about to: {@link #letGo} then.
   */
  synchronized boolean dropIfIdle() {
    if (used() || claimed()) {
      return false;
    }
    dropped = true;
    return true;
  }

  /** It is not kept for later: what is held outside memory is let go with its last use. */
  void drop() {
    synchronized (this) {
      dropped = true;
    }
    letGo();
  }

  /** After it was dropped. */
  void letGo() {
    if (!used()) {
      release();
    }
  }

  /** Lets go of what is held outside memory. */
  void release() {
    scorer.release();
  }
}
