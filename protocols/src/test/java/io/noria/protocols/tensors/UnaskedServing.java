package io.noria.protocols.tensors;

import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Explanations;
import io.noria.serving.Inference;
import io.noria.serving.Labels;
import io.noria.serving.Models;
import io.noria.serving.PredictionLog;
import io.noria.serving.RunnableFiles;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serving of which a test asks only what it says itself: everything else fails the test. */
public abstract class UnaskedServing implements Serving {
  private static IllegalStateException unasked() {
    return new IllegalStateException("not asked here");
  }

  @Override
  public TensorAnswer infer(String deployment, TensorRequest request) {
    throw unasked();
  }

  @Override
  public ServedModel served(String deployment, @Nullable Integer version) {
    throw unasked();
  }

  @Override
  public Inference infer(String deployment) {
    throw unasked();
  }

  @Override
  public Inference recording(String deployment, @Nullable Integer version) {
    throw unasked();
  }

  @Override
  public PredictionLog predictions() {
    throw unasked();
  }

  @Override
  public Traffic traffic() {
    throw unasked();
  }

  @Override
  public Labels labels() {
    throw unasked();
  }

  @Override
  public Models models() {
    throw unasked();
  }

  @Override
  public RunnableFiles runnable() {
    throw unasked();
  }

  @Override
  public Explanations explanations() {
    throw unasked();
  }

  @Override
  public List<DeploymentMetrics> metrics() {
    return List.of();
  }

  @Override
  public void check() {}

  @Override
  public void close() {}
}
