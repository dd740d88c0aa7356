package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Neighbours that are told as one when they are many: of one kind and owner, reached from one
 * record (or from another family) by one relation. Its text form is the token by which its members
 * are asked for, so that the server keeps nothing in between.
 *
 * @param back whether the members are what the record came from
 * @param relation how they are linked
 * @param kind what they are
 * @param owner the dataset of data versions, the model of model versions; else empty
 * @param of the record's address, or another family's token
 */
record Family(boolean back, String relation, Ref.Kind kind, String owner, String of) {
  private static final int DEEPEST = 8;

  /** The family that a neighbour belongs to. */
  static Family around(String of, boolean back, String relation, Ref other) {
    return new Family(back, relation, other.kind(), owner(other), of);
  }

  private static String owner(Ref ref) {
    return switch (ref.kind()) {
      case DATASET_VERSION -> before(ref.id(), ref.id().indexOf('@'));
      case MODEL_VERSION -> before(ref.id(), ref.id().lastIndexOf('/'));
      default -> "";
    };
  }

  private static String before(String id, int end) {
    return end < 0 ? "" : id.substring(0, end);
  }

  /** Whether the neighbour is one of the members. */
  boolean holds(String through, Ref other) {
    return relation.equals(through) && kind == other.kind() && owner.equals(owner(other));
  }

  /** Whether it hangs on another family. */
  boolean nested() {
    return isToken(of);
  }

  private static boolean isToken(String text) {
    return text.startsWith("back~") || text.startsWith("forward~");
  }

  /** The text form. */
  String token() {
    return String.join(
        "~", back ? "back" : "forward", encoded(relation), kind.wire(), encoded(owner), of);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("~", "%7E");
  }

  /**
   * Reads the text form.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is none
   */
  static Family parse(String token) {
    return parse(token, DEEPEST);
  }

  private static Family parse(String token, int deepest) {
    String[] parts = token.split("~", 5);
    if (deepest == 0 || parts.length < 5 || !isToken(token)) {
      throw refused(token);
    }
    for (Ref.Kind kind : Ref.Kind.values()) {
      if (kind.wire().equals(parts[2])) {
        if (isToken(parts[4])) {
          parse(parts[4], deepest - 1);
        } else {
          Ref.parse(parts[4]);
        }
        return new Family(
            parts[0].equals("back"),
            decoded(parts[1], token),
            kind,
            decoded(parts[3], token),
            parts[4]);
      }
    }
    throw refused(token);
  }

  private static String decoded(String text, String token) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused(token);
    }
  }

  private static NoriaException refused(String token) {
    return NoriaException.invalid(
        "group: " + token + " (expected: the id of a group as GET /noria/v1/lineage answers it)");
  }
}
