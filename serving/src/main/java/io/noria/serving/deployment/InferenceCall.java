package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Observed;
import io.noria.registry.FeatureColumn;
import io.noria.serving.AnswerSeries.Failure;
import io.noria.serving.Given;
import io.noria.serving.Inference;
import io.noria.serving.Prediction;
import io.noria.serving.RowBuilder;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.log.LogEntry;
import io.noria.serving.log.LogWriter;
import io.noria.serving.scorer.LinearScorer;
import io.noria.serving.scorer.RowBlock;
import io.noria.serving.scorer.RowMapping;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.scorer.TreeScorer;
import io.noria.serving.tensor.ModelRun;
import io.noria.serving.tensor.Tensor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request: collects rows, scores them, hands them to the log. */
final class InferenceCall implements Inference, RowBuilder {
  private static final int MOST_ROWS = 100_000;

  private final LiveDeployment deployment;
  private LiveDeployment.Pinned pinned;
  private Bundle bundle;
  private final LogWriter log;
  private final PredictionIds ids;
  private final InstantSource clock;
  private final long began = System.nanoTime();

  private RowBlock rows;
  private final boolean[] given;
  private int from;
  private int missing;
  private long asking;
  private long asked;
  private @Nullable ModelRun run;
  private @Nullable VersionCounter counter;
  private Failure failure = Failure.INPUT;
  private boolean answered;
  private boolean closed;
  private boolean undecided;
  private @Nullable String subject;
  private Toll.@Nullable Account account;

  /** Where answers are written down. */
  record Ledger(LogWriter log, PredictionIds ids, InstantSource clock) {}

  InferenceCall(LiveDeployment deployment, LiveDeployment.Pinned pinned, Ledger ledger) {
    this.deployment = deployment;
    this.pinned = pinned;
    this.bundle = pinned.bundle();
    this.log = ledger.log();
    this.ids = ledger.ids();
    this.clock = ledger.clock();
    this.rows = new RowBlock(bundle.inputs().size(), 1);
    this.given = new boolean[bundle.inputs().size()];
  }

  /** Whatever comes of it, the deployment was not asked. */
  InferenceCall unasked() {
    answered = true;
    return this;
  }

  /** The version only reads the rows: rules look at the first one to say who answers. */
  InferenceCall undecided(@Nullable String about) {
    undecided = true;
    subject = about;
    return this;
  }

  /** Its rows are counted there; null for nowhere. */
  InferenceCall charged(Toll.@Nullable Account payer) {
    account = payer;
    return this;
  }

  private void charge(int count) {
    Toll.Account payer = account;
    if (payer != null) {
      // A refusal is the caller's own: the version failed at nothing.
      answered = true;
      payer.take(count);
      answered = false;
    }
  }

  private void decide() {
    undecided = false;
    LiveDeployment.Pinned chosen = deployment.pin(subject, new Routing.FirstRow(bundle, rows));
    if (chosen == null || chosen == pinned) {
      if (chosen != null) {
        chosen.release();
      }
      return;
    }
    Bundle reader = bundle;
    pinned.release();
    pinned = chosen;
    bundle = chosen.bundle();
    rows = Recoding.rows(reader, rows, bundle);
  }

  @Override
  public String deployment() {
    return deployment.name();
  }

  @Override
  public int version() {
    return bundle.version();
  }

  @Override
  public String model() {
    return bundle.model();
  }

  @Override
  public List<FeatureColumn> inputs() {
    return bundle.inputs();
  }

  @Override
  public int column(String name) {
    int place = bundle.place(name);
    if (place < 0) {
      throw Rows.unknownFeature(name, bundle.inputs());
    }
    return place;
  }

  @Override
  public RowBuilder row() {
    if (missing > 0) {
      end();
    }
    if (rows.size() == MOST_ROWS) {
      throw new NoriaException(
          ErrorCode.TOO_LARGE, "rows: more than " + MOST_ROWS + " (expected: fewer in a request)");
    }
    from = rows.next();
    Arrays.fill(given, false);
    missing = given.length;
    return this;
  }

  @Override
  public void set(int column, double value) {
    switch (bundle.inputs().get(column).type()) {
      case DOUBLE -> {}
      case LONG -> {
        if (value != Math.rint(value)) {
          throw refused(column, Rows.number(value));
        }
      }
      case BOOLEAN -> {
        if (value != 0 && value != 1) {
          throw refused(column, Rows.number(value));
        }
      }
      case STRING -> throw refused(column, Rows.number(value));
    }
    put(column, value);
  }

  @Override
  public void set(int column, boolean value) {
    if (bundle.inputs().get(column).type() == FeatureColumn.Type.STRING) {
      throw refused(column, Boolean.toString(value));
    }
    put(column, value ? 1 : 0);
  }

  @Override
  public void set(int column, String value) {
    if (bundle.inputs().get(column).type() != FeatureColumn.Type.STRING) {
      throw refused(column, '"' + Rows.shortened(value) + '"');
    }
    int code = bundle.code(column, value);
    if (code >= 0) {
      put(column, code);
    } else {
      put(column, Double.NaN);
      rows.unknown(rows.size() - 1, column, value);
    }
  }

  @Override
  public void setNull(int column) {
    put(column, Double.NaN);
  }

  private void put(int column, double value) {
    rows.values()[from + column] = value;
    if (!given[column]) {
      given[column] = true;
      missing--;
    }
  }

  private NoriaException refused(int column, String came) {
    return Rows.refused(bundle.inputs().get(column), came);
  }

  @Override
  public void end() {
    if (missing > 0) {
      for (int column = 0; column < given.length; column++) {
        if (!given[column]) {
          throw refused(column, "nothing");
        }
      }
    }
  }

  @Override
  public List<Prediction> answer(@Nullable Instant eventTime, @Nullable String key) {
    end();
    if (undecided) {
      decide();
    }
    int count = rows.size();
    charge(count);
    double[] scores = new double[count * bundle.outputs()];
    score(rows, scores);
    LogEntry entry = log(rows, scores, eventTime, key);
    Prediction[] predictions = new Prediction[count];
    for (int i = 0; i < count; i++) {
      predictions[i] = prediction(entry.id(i), scores, i, entry.predicted()[i]);
    }
    return List.of(predictions);
  }

  /** Answers a question in tensors instead of the rows. */
  TensorAnswer answer(TensorRequest request) {
    List<Tensor> outputs;
    boolean mapped = true;
    RowBlock asked;
    double[] scores;
    if (bundle.scorer() instanceof TensorScorer own) {
      List<Tensor> inputs = TensorNames.arranged(request.inputs(), own.model().inputs());
      RowMapping mapping = own.mapping();
      mapped = mapping != null;
      charge(mapped ? rows(inputs) : 1);
      outputs = infer(own, inputs);
      asked =
          mapping == null
              ? Described.row(inputs)
              : bundle.tensors().rows(asColumns(mapping, inputs), MOST_ROWS);
      scores = new double[asked.size() * bundle.outputs()];
      if (mapping == null) {
        Arrays.fill(scores, Double.NaN);
      } else {
        mapping.scores(outputs, asked.size(), scores);
      }
    } else {
      asked = bundle.tensors().rows(request.inputs(), MOST_ROWS);
      charge(asked.size());
      scores = new double[asked.size() * bundle.outputs()];
      score(asked, scores);
      outputs = bundle.tensors().outputs(scores, asked.size());
    }
    List<Tensor> wanted = TensorNames.wanted(outputs, request.outputs());
    LogEntry entry = log(asked, scores, request.eventTime(), request.key());
    UUID[] named = new UUID[asked.size()];
    Arrays.setAll(named, entry::id);
    return new TensorAnswer(
        deployment.name(),
        bundle.model(),
        bundle.version(),
        wanted,
        List.of(named),
        mapped ? bundle.target() : null);
  }

  private void score(RowBlock block, double[] scores) {
    ResponseCache cache = deployment.cache();
    if (cache == null) {
      evaluate(block, scores);
    } else {
      cache.score(bundle.id(), block, scores, () -> evaluate(block, scores));
      remembered();
    }
  }

  private List<Tensor> infer(TensorScorer own, List<Tensor> inputs) {
    ResponseCache cache = deployment.cache();
    if (cache == null) {
      return ask(rows(inputs), () -> own.model().infer(inputs));
    }
    List<Tensor> outputs =
        cache.infer(bundle.id(), inputs, () -> ask(rows(inputs), () -> own.model().infer(inputs)));
    remembered();
    return outputs;
  }

  /** If the answer was kept from before, the model took no time. */
  private void remembered() {
    if (asking == 0) {
      asking = System.nanoTime();
      asked = asking;
    }
  }

  private void evaluate(RowBlock block, double[] scores) {
    ask(
        block.size(),
        () -> {
          bundle.score(block, scores);
          return scores;
        });
  }

  /** Asks the model, and notes when, how long it waited and what it made of it. */
  private <T> T ask(int count, ScopedValue.CallableOp<T, RuntimeException> model) {
    VersionCounter counting = counter();
    asking = System.nanoTime();
    try {
      T answer;
      if (bundle.scorer() instanceof TreeScorer || bundle.scorer() instanceof LinearScorer) {
        // These neither let wait nor collect: there is nothing to be told.
        answer = model.call();
        asked = System.nanoTime();
        if (count > 0) {
          counting.executed(count, asked - asking);
        }
      } else {
        var told = new ModelRun(counting);
        run = told;
        answer = told.ask(count, model);
        asked = System.nanoTime();
      }
      failure = Failure.MODEL;
      return answer;
    } catch (NoriaException e) {
      failure =
          switch (e.code()) {
            case RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> Failure.BUSY;
            case UNPROCESSABLE, INVALID_ARGUMENT, TOO_LARGE -> Failure.INPUT;
            default -> Failure.MODEL;
          };
      throw e;
    }
  }

  private static int rows(List<Tensor> inputs) {
    return inputs.isEmpty() || inputs.getFirst().rank() == 0 ? 1 : inputs.getFirst().rows();
  }

  private VersionCounter counter() {
    VersionCounter known = counter;
    if (known == null) {
      known = deployment.counter(bundle, Observed.current().dialect());
      counter = known;
    }
    return known;
  }

  /** The model's own inputs by the columns' names. */
  private List<Tensor> asColumns(RowMapping mapping, List<Tensor> inputs) {
    if (mapping.matrix()) {
      return inputs;
    }
    List<Tensor> named = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      named.add(inputs.get(i).named(bundle.inputs().get(i).name()));
    }
    return named;
  }

  /** Hands the answered rows to the log, and counts them. */
  private LogEntry log(
      RowBlock asked, double[] scores, @Nullable Instant eventTime, @Nullable String key) {
    int count = asked.size();
    long now = clock.millis();
    long[] events = {eventTime == null ? now : eventTime.toEpochMilli()};
    Said said = Said.of(bundle, scores, count);
    @Nullable String[] keys = null;
    if (key != null) {
      keys = new @Nullable String[count];
      for (int i = 0; i < count; i++) {
        keys[i] = count == 1 ? key : key + "/" + i;
      }
    }
    long latency = System.nanoTime() - began;
    LogEntry entry = entry(asked, now, events, latency, keys, said);
    if (count > 0) {
      log.acknowledge(log.sample(entry));
    }
    answered = true;
    long ended = System.nanoTime();
    counted(count, ended, now);
    Observed observed = Observed.current();
    if (observed.watched()) {
      tell(observed);
      observed.says("noria.rows", count);
      if (count > 0) {
        observed.says("noria.prediction.id", entry.id(0).toString());
      }
      observed.part("log", this.asked, ended);
    }
    deployment.listen(entry);
    return entry;
  }

  private void counted(int count, long ended, long now) {
    deployment.answered();
    long waited = run == null ? 0 : run.waited();
    var times =
        new VersionCounter.Times(asking - began, waited, asked - asking - waited, ended - asked);
    counter().answered(count, times, now);
  }

  /** Tells whoever watches which model answers, and where its time went. */
  private void tell(Observed observed) {
    observed.says("noria.deployment", deployment.name());
    observed.says("noria.model", bundle.model());
    observed.says("noria.version", bundle.version());
    String variant = counter().key().variant();
    if (!variant.isEmpty()) {
      observed.says("noria.variant", variant);
    }
    if (asking != 0) {
      observed.part("read", Observed.CAME, asking);
      long from = asking;
      if (run != null && run.waited() > 0) {
        from = run.waitBegan() + run.waited();
        observed.part("queue", run.waitBegan(), from);
      }
      observed.part("model", from, asked == 0 ? System.nanoTime() : asked);
    }
  }

  /**
   * Logs what another version says to the same rows, under another name.
   *
   * @param like what was returned: its times and keys
   */
  static LogEntry logged(
      String as, Bundle bundle, RowBlock rows, double[] scores, LogEntry like, Ledger ledger) {
    Said said = Said.of(bundle, scores, rows.size());
    long now = ledger.clock().millis();
    UUID id = ledger.ids().next(now);
    var entry =
        new LogEntry(
            as,
            bundle,
            rows,
            id.getMostSignificantBits(),
            id.getLeastSignificantBits(),
            like.eventMs(),
            now,
            0,
            like.keys(),
            said.score(),
            said.predicted());
    ledger.log().sample(entry);
    return entry;
  }

  private LogEntry entry(
      RowBlock asked,
      long now,
      long[] events,
      long latency,
      @Nullable String @Nullable [] keys,
      Said said) {
    UUID id = ids.next(now);
    return new LogEntry(
        deployment.name(),
        bundle,
        asked,
        id.getMostSignificantBits(),
        id.getLeastSignificantBits(),
        events,
        now,
        latency,
        keys,
        said.score(),
        said.predicted());
  }

  @Override
  public List<UUID> record(List<Given> answers) {
    end();
    Recorded recorded = Recorded.of(bundle.target(), answers, rows.size());
    long now = clock.millis();
    long[] events = new long[answers.size()];
    @Nullable String[] keys = new @Nullable String[events.length];
    for (int i = 0; i < events.length; i++) {
      Given given = answers.get(i);
      events[i] = given.eventTime() == null ? now : given.eventTime().toEpochMilli();
      keys[i] = given.key();
    }
    LogEntry entry =
        entry(rows, now, events, 0, keys, new Said(recorded.scores(), recorded.predicted()));
    if (events.length > 0) {
      log.acknowledge(log.append(entry));
    }
    UUID[] named = new UUID[events.length];
    Arrays.setAll(named, entry::id);
    return List.of(named);
  }

  private Prediction prediction(UUID id, double[] scores, int row, double predicted) {
    int outputs = bundle.outputs();
    if (bundle.regression()) {
      double score = scores[row * outputs];
      Object value = outputs == 1 ? (Object) score : numbers(scores, row * outputs, outputs);
      return new Prediction(id, value, Double.NaN, score);
    }
    if (outputs > 1) {
      double probability = scores[row * outputs + (int) predicted];
      return new Prediction(id, bundle.label((int) predicted), probability, probability);
    }
    double score = scores[row];
    boolean positive = predicted == 1;
    return new Prediction(id, bundle.label(positive ? 1 : 0), positive ? score : 1 - score, score);
  }

  private static List<Double> numbers(double[] scores, int from, int count) {
    return Arrays.stream(scores, from, from + count).boxed().toList();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    pinned.release();
    if (!answered) {
      counter().failed(failure, System.nanoTime() - began);
      Observed observed = Observed.current();
      if (observed.watched()) {
        tell(observed);
      }
    }
  }
}
