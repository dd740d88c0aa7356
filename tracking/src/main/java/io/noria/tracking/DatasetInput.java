package io.noria.tracking;

import io.noria.base.Ref;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that a run read. Within an experiment, name and digest identify it.
 *
 * @param name what the client calls it, up to 500 characters
 * @param digest of its contents, up to 36 characters
 * @param sourceType where it comes from, for example {@code local} or {@code noria}
 * @param source the place, as text or JSON, up to 64 KiB
 * @param schema JSON, up to 1 MiB; null when unknown
 * @param profile JSON, up to 16 MiB; null when unknown
 * @param tags about this use of it; {@code mlflow.data.context} says training, validation…
 * @param version our own dataset version when it is one: makes the lineage edge {@code trained};
 *     null otherwise
 */
public record DatasetInput(
    String name,
    String digest,
    String sourceType,
    String source,
    @Nullable String schema,
    @Nullable String profile,
    Map<String, String> tags,
    @Nullable Ref version) {
  /** The tag that says what the dataset was used for. */
  public static final String CONTEXT = "mlflow.data.context";

  /** Validates and copies. */
  public DatasetInput {
    Limits.atLeastOne("dataset name", name);
    Limits.atMost("dataset name", name, 500);
    Limits.atLeastOne("dataset digest", digest);
    Limits.atMost("dataset digest", digest, 36);
    Limits.atMost("dataset source", source, 64 * 1024);
    Limits.atMost("dataset schema", schema, 1024 * 1024);
    Limits.atMost("dataset profile", profile, 16 * 1024 * 1024);
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      Limits.atMost("input tag key", tag.getKey(), 255);
      Limits.atMost("input tag value", tag.getValue(), 500);
    }
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** One of our own dataset versions, used for the purpose ({@code training}, {@code judging}). */
  public static DatasetInput of(Ref version, String digest, String context) {
    String name = version.id().replaceFirst("@.*", "");
    return new DatasetInput(
        name,
        digest.length() > 36 ? digest.substring(0, 36) : digest,
        "noria",
        version.toString(),
        null,
        null,
        Map.of(CONTEXT, context),
        version);
  }
}
