package io.noria.collaboration;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote about a record.
 *
 * @param id a UUIDv7
 * @param subject the record it is about
 * @param body Markdown
 * @param mentions names after an {@code @} outside of code, each once, in order
 * @param who the author's name
 * @param createdAt when it was written
 * @param editedAt when its text last changed; null when it never did
 * @param deletedAt when its author took it away; null while it stands
 */
public record Comment(
    String id,
    Ref subject,
    String body,
    List<String> mentions,
    String who,
    Instant createdAt,
    @Nullable Instant editedAt,
    @Nullable Instant deletedAt) {
  /** Copies. */
  public Comment {
    mentions = List.copyOf(mentions);
  }
}
