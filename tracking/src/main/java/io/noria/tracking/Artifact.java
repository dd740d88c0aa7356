package io.noria.tracking;

import io.noria.storage.object.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder under an artifact root.
 *
 * @param path from the root, with {@code /}
 * @param directory whether it is a folder
 * @param size bytes; 0 for a folder
 * @param digest of the bytes; null for a folder
 * @param recordedAt when the file was stored; null for a folder
 */
public record Artifact(
    String path,
    boolean directory,
    long size,
    @Nullable Digest digest,
    @Nullable Instant recordedAt) {}
