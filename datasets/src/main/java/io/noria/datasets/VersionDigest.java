package io.noria.datasets;

import io.noria.datasets.DatasetVersion.DataFile;
import io.noria.engine.Field;
import io.noria.storage.object.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The digest that stands for a version's content. */
final class VersionDigest {
  private VersionDigest() {}

  /**
   * SHA-256 over the line {@code noria-dataset-version 1}, a line {@code column NAME TYPE} for each
   * column (separated by tabs; tabs and newlines in them escaped) and a line {@code file DIGEST}
   * for each file, in order. File names do not count.
   */
  static Digest of(List<Field> schema, List<DataFile> files) {
    StringBuilder text = new StringBuilder("noria-dataset-version 1\n");
    for (Field field : schema) {
      text.append("column\t").append(escaped(field.name()));
      text.append('\t').append(escaped(field.nativeType())).append('\n');
    }
    files.forEach(file -> text.append("file\t").append(file.digest()).append('\n'));
    return of(text.toString());
  }

  static Digest of(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new Digest(HexFormat.of().formatHex(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }
}
