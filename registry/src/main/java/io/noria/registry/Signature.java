package io.noria.registry;

import io.noria.base.NoriaException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model takes: its raw columns, in the order in which a row given as a list is read.
 *
 * @param features at least one; names are unique
 */
public record Signature(List<FeatureColumn> features) {
  /** Validates and copies. */
  public Signature {
    features = List.copyOf(features);
    Set<String> names = new HashSet<>();
    for (FeatureColumn feature : features) {
      if (!names.add(feature.name())) {
        throw NoriaException.invalid(
            "signature: column '" + feature.name() + "' twice (expected: once)");
      }
    }
    if (features.isEmpty()) {
      throw NoriaException.invalid("signature: no columns (expected: at least one)");
    }
  }

  /** The columns' names, in order. */
  public List<String> names() {
    return features.stream().map(FeatureColumn::name).toList();
  }

  /** The column of the name. */
  public Optional<FeatureColumn> find(String name) {
    return features.stream().filter(f -> f.name().equals(name)).findFirst();
  }
}
