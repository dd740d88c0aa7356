package io.noria.collaboration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A page of text with live charts and tables.
 *
 * @param id a UUIDv7
 * @param title one line
 * @param body Markdown, with fenced blocks {@code chart} and {@code runs}; empty in lists
 * @param revision 1 for the first text, one more with every change
 * @param who who began it
 * @param editor who changed it last
 * @param createdAt when it was begun
 * @param updatedAt when it last changed
 * @param deletedAt when it was taken away; null while it stands
 */
public record Report(
    String id,
    String title,
    String body,
    long revision,
    String who,
    String editor,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant deletedAt) {}
