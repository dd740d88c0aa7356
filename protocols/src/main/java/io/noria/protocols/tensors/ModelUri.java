package io.noria.protocols.tensors;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.Stage;
import io.noria.serving.Follow;

/**
 * A registered model by {@code models:/NAME/VERSION}, {@code models:/NAME@ALIAS} or {@code
 * models:/NAME/STAGE}.
 *
 * @param model its name
 * @param follow what of it
 */
public record ModelUri(String model, Follow follow) {
  private static final String SCHEME = "models:/";

  /**
   * Reads it.
   *
   * @throws NoriaException PERMISSION_DENIED for an address of anywhere else: nothing is fetched
   *     because a caller says so; INVALID_ARGUMENT when it names no version, alias or stage
   */
  public static ModelUri parse(String text) {
    if (!text.startsWith(SCHEME)) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED,
          "url: "
              + TensorJson.shortened(text)
              + " (expected: models:/NAME/VERSION, models:/NAME@ALIAS or models:/NAME/STAGE;"
              + " models come from the registry alone)");
    }
    String rest = text.substring(SCHEME.length());
    int at = rest.lastIndexOf('@');
    int slash = rest.lastIndexOf('/');
    if (at > 0 && at > slash) {
      return new ModelUri(rest.substring(0, at), Follow.alias(rest.substring(at + 1)));
    }
    if (slash > 0 && slash < rest.length() - 1) {
      String last = rest.substring(slash + 1);
      return new ModelUri(
          rest.substring(0, slash),
          last.matches("[1-9][0-9]{0,8}")
              ? Follow.version(Integer.parseInt(last))
              : Follow.stage(Stage.parse(last).title()));
    }
    throw NoriaException.invalid(
        "url: "
            + TensorJson.shortened(text)
            + " (expected: models:/NAME/VERSION, models:/NAME@ALIAS or models:/NAME/STAGE)");
  }
}
