package io.noria.training;

import io.noria.base.Ref;
import io.noria.pipelines.Value;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.util.Collection;
import java.util.List;

/**
 * A version of a dataset that a model is trained on.
 *
 * @param version its address
 * @param digest of its content
 */
public record DataUse(Ref version, String digest) {
  /** Records them as the run's inputs. */
  static void log(Tracking tracking, RunId run, List<DataUse> data) {
    List<DatasetInput> inputs =
        data.stream().map(use -> DatasetInput.of(use.version(), use.digest(), "training")).toList();
    if (!inputs.isEmpty()) {
      tracking.runs().logInputs(run, inputs);
    }
  }

  /** The data versions among a step's inputs. */
  static List<DataUse> of(Collection<Value> inputs) {
    return inputs.stream()
        .flatMap(input -> input.records().stream())
        .filter(record -> record.ref().kind() == Ref.Kind.DATASET_VERSION)
        .map(record -> new DataUse(record.ref(), record.digest()))
        .toList();
  }
}
