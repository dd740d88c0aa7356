package io.noria.datasets;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a version: {@code flights@2013-04}, and {@code flights@2013-04.2} for the second
 * revision of the same label.
 *
 * @param dataset letters, digits, {@code _} and {@code -}
 * @param label the same alphabet; what the version is about, usually a stretch of time
 * @param revision 1 for the first content that came under the label
 */
public record DatasetVersionId(String dataset, String label, int revision) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_-]+)@([A-Za-z0-9_-]+)(?:\\.([1-9][0-9]{0,8}))?");

  /** Validates. */
  public DatasetVersionId {
    checkName("dataset", dataset);
    checkName("label", label);
    if (revision < 1) {
      throw NoriaException.invalid("revision: " + revision + " (expected: 1 or more)");
    }
  }

  /** Reads {@code dataset@label} or {@code dataset@label.revision}. */
  public static DatasetVersionId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw NoriaException.invalid(
          "data version: " + text + " (expected: dataset@label, for example flights@2013-04)");
    }
    String revision = matcher.group(3);
    return new DatasetVersionId(
        matcher.group(1), matcher.group(2), revision == null ? 1 : Integer.parseInt(revision));
  }

  /** The id in the ref, which must be one of a dataset version. */
  public static DatasetVersionId of(Ref ref) {
    if (ref.kind() != Ref.Kind.DATASET_VERSION) {
      throw NoriaException.invalid("id: " + ref + " (expected: dataset_version:…)");
    }
    return parse(ref.id());
  }

  /** The label, with the revision when it is not the first. */
  public String version() {
    return revision == 1 ? label : label + "." + revision;
  }

  /** The address of the record. */
  public Ref ref() {
    return Ref.of(Ref.Kind.DATASET_VERSION, toString());
  }

  @Override
  public String toString() {
    return dataset + "@" + version();
  }

  static void checkName(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw NoriaException.invalid(
          "%s: %s (expected: 1 to 128 letters, digits, _ or -, a letter or digit first)"
              .formatted(what, value));
    }
  }
}
