package io.noria.protocols.plain;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.tensors.UnaskedServing;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Deployments;
import io.noria.serving.Follow;
import io.noria.serving.Given;
import io.noria.serving.Inference;
import io.noria.serving.Prediction;
import io.noria.serving.RowBuilder;
import io.noria.serving.Swap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A model of three raw columns that predicts "late" where the distance is large; keeps all rows.
 */
final class FakeServing extends UnaskedServing implements Deployments {
  static final List<FeatureColumn> INPUTS =
      List.of(
          FeatureColumn.of("carrier", FeatureColumn.Type.STRING),
          FeatureColumn.of("distance", FeatureColumn.Type.DOUBLE),
          FeatureColumn.of("hour", FeatureColumn.Type.LONG));

  /** What was answered. */
  record Answered(List<List<@Nullable Object>> rows, @Nullable Instant at, @Nullable String key) {}

  final List<Answered> answered = new CopyOnWriteArrayList<>();
  boolean keep = true;
  boolean regression;

  /** Set, it answers this one of many classes. */
  @Nullable String species;

  @Override
  public Deployments deployments() {
    return this;
  }

  @Override
  public Inference infer(String deployment) {
    get(deployment);
    return new Rows();
  }

  @Override
  public List<DeploymentMetrics> metrics() {
    return List.of(
        new DeploymentMetrics(
            "flights", 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, List.of(), 0, 0));
  }

  @Override
  public Deployment deploy(String name, String model, Follow follow) {
    throw new IllegalStateException("not asked here");
  }

  @Override
  public Deployment get(String name) {
    return find(name)
        .orElseThrow(() -> NoriaException.notFound("deployment " + name + " (expected: flights)"));
  }

  @Override
  public Optional<Deployment> find(String name) {
    return name.equals("flights") ? Optional.of(list().getFirst()) : Optional.empty();
  }

  @Override
  public List<Deployment> list() {
    return List.of(
        new Deployment(
            "flights",
            "flights",
            Follow.alias("champion"),
            1,
            null,
            Instant.EPOCH,
            "local",
            Instant.EPOCH));
  }

  @Override
  public String defaultName() {
    return "flights";
  }

  @Override
  public void delete(String name) {
    throw new IllegalStateException("not asked here");
  }

  @Override
  public List<Swap> history(String name) {
    return List.of();
  }

  @Override
  public void follow() {
    throw new UnsupportedOperationException("follow");
  }

  @Override
  public void refresh(String model, String why, @Nullable Instant eventTime) {
    throw new IllegalStateException("not asked here");
  }

  private final class Rows implements Inference, RowBuilder {
    private final List<List<@Nullable Object>> rows = new ArrayList<>(1);
    private @Nullable Object[] row = {};
    private boolean[] set = {};

    @Override
    public String deployment() {
      return "flights";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String model() {
      return "flights";
    }

    @Override
    public List<FeatureColumn> inputs() {
      return INPUTS;
    }

    @Override
    public int column(String name) {
      for (int i = 0; i < INPUTS.size(); i++) {
        if (INPUTS.get(i).name().equals(name)) {
          return i;
        }
      }
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE, "feature " + name + ": unknown (expected: one of 3)");
    }

    @Override
    public RowBuilder row() {
      row = new Object[INPUTS.size()];
      set = new boolean[INPUTS.size()];
      return this;
    }

    @Override
    public List<Prediction> answer(@Nullable Instant eventTime, @Nullable String key) {
      if (keep) {
        answered.add(new Answered(rows, eventTime, key));
      }
      List<Prediction> predictions = new ArrayList<>(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        Object distance = rows.get(i).get(1);
        boolean late = distance instanceof Double d && d > 1000;
        predictions.add(
            regression
                ? new Prediction(new UUID(1, i), 12.5, Double.NaN, 12.5)
                : species != null
                    ? new Prediction(new UUID(1, i), species, 0.97, 0.97)
                    : new Prediction(new UUID(1, i), late ? 1L : 0L, 0.75, late ? 0.75 : 0.25));
      }
      return predictions;
    }

    @Override
    public List<UUID> record(List<Given> answers) {
      throw new IllegalStateException("not asked here");
    }

    @Override
    public void close() {}

    @Override
    public void set(int column, double value) {
      if (INPUTS.get(column).type() == FeatureColumn.Type.STRING) {
        throw wrong(column, value);
      }
      put(column, value);
    }

    @Override
    public void set(int column, boolean value) {
      throw wrong(column, value);
    }

    @Override
    public void set(int column, String value) {
      if (INPUTS.get(column).type() != FeatureColumn.Type.STRING) {
        throw wrong(column, value);
      }
      put(column, value);
    }

    @Override
    public void setNull(int column) {
      put(column, null);
    }

    @Override
    public void end() {
      for (int i = 0; i < set.length; i++) {
        if (!set[i]) {
          throw new NoriaException(
              ErrorCode.UNPROCESSABLE, "feature " + INPUTS.get(i).name() + ": missing");
        }
      }
      rows.add(Arrays.asList(row));
    }

    private void put(int column, @Nullable Object value) {
      row[column] = value;
      set[column] = true;
    }

    private NoriaException wrong(int column, Object value) {
      return new NoriaException(
          ErrorCode.UNPROCESSABLE, "feature " + INPUTS.get(column).name() + ": " + value);
    }
  }
}
