package io.noria.serving.deployment;

import io.noria.base.NoriaException;
import io.noria.serving.ServedModel;
import io.noria.serving.TensorRequest;
import io.noria.serving.bundle.Bundle;
import io.noria.serving.scorer.RowMapping;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses who answers a question in tensors where rules look at its first row. */
final class TensorChoice {
  private static final int MOST_ROWS = 100_000;

  private TensorChoice() {}

  /**
   * What a question is read by while it is open who answers it.
   *
   * @param bundle the deployment's own version
   */
  record Reader(Bundle bundle) {}

  /** Holds the version that answers; null when there is none. */
  static LiveDeployment.@Nullable Pinned choose(
      LiveDeployment deployment, Bundle reader, TensorRequest request, @Nullable String subject) {
    Routing.FirstRow row;
    try {
      row = row(reader, request.inputs());
    } catch (NoriaException e) {
      // It does not fit: the version that it was read by says so, and counts it.
      return deployment.pin();
    }
    return deployment.pin(subject, row);
  }

  private static Routing.@Nullable FirstRow row(Bundle reader, List<Tensor> inputs) {
    if (!(reader.scorer() instanceof TensorScorer own)) {
      return new Routing.FirstRow(reader, reader.tensors().rows(inputs, MOST_ROWS));
    }
    RowMapping mapping = own.mapping();
    if (mapping == null) {
      return null;
    }
    List<Tensor> columns = arranged(inputs, own.model().inputs());
    if (!mapping.matrix()) {
      columns = named(reader, columns);
    }
    return new Routing.FirstRow(reader, reader.tensors().rows(columns, MOST_ROWS));
  }

  private static List<Tensor> arranged(List<Tensor> given, List<TensorSpec> specs) {
    if (given.size() == 1 && specs.size() == 1) {
      return List.of(Tensors.fit(given.getFirst(), specs.getFirst()));
    }
    List<Tensor> inputs = new ArrayList<>(specs.size());
    for (TensorSpec spec : specs) {
      inputs.add(Tensors.fit(Tensors.named(given, spec.name()), spec));
    }
    return inputs;
  }

  private static List<Tensor> named(Bundle reader, List<Tensor> inputs) {
    List<Tensor> named = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      named.add(inputs.get(i).named(reader.inputs().get(i).name()));
    }
    return named;
  }

  /**
   * The question for the version that was chosen: outputs that were wanted of the one that it was
   * read by are those at the same places.
   */
  static TensorRequest asked(TensorRequest request, ServedModel readFor, Bundle chosen) {
    List<String> there = chosen.tensorOutputs().stream().map(TensorSpec::name).toList();
    List<String> read = readFor.outputs().stream().map(TensorSpec::name).toList();
    List<String> wanted = new ArrayList<>(request.outputs());
    wanted.replaceAll(name -> {
      int place = read.indexOf(name);
      return there.contains(name) || place < 0 || place >= there.size() ? name : there.get(place);
    });
    return new TensorRequest(
        request.inputs(),
        wanted,
        request.version(),
        request.eventTime(),
        request.key(),
        request.caller());
  }
}
