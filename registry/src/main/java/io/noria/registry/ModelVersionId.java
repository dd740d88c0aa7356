package io.noria.registry;

import io.noria.base.NoriaException;
import io.noria.base.Ref;

/**
 * A version of a registered model.
 *
 * @param model the model's name
 * @param version 1 or more; numbers are never used twice
 */
public record ModelVersionId(String model, int version) {
  /** Validates. */
  public ModelVersionId {
    Names.model(model);
    if (version < 1) {
      throw NoriaException.invalid("version: " + version + " (expected: 1 or more)");
    }
  }

  /** The version's address, {@code model_version:flights/3}. */
  public Ref ref() {
    return Ref.of(Ref.Kind.MODEL_VERSION, model + "/" + version);
  }

  /**
   * Reads the address.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is no model version's
   */
  public static ModelVersionId of(Ref ref) {
    int slash = ref.id().lastIndexOf('/');
    if (ref.kind() == Ref.Kind.MODEL_VERSION && slash > 0) {
      return new ModelVersionId(
          ref.id().substring(0, slash), Names.version(ref.id().substring(slash + 1)));
    }
    throw NoriaException.invalid("ref: " + ref + " (expected: model_version:NAME/NUMBER)");
  }

  @Override
  public String toString() {
    return model + "/" + version;
  }
}
