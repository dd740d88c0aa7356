package io.noria.collaboration;

import java.time.Instant;

/**
 * How somebody looked at a page: filters, columns, order.
 *
 * @param id a UUIDv7
 * @param name unique for its author and page
 * @param page which page it belongs to
 * @param state the query text of the page's address
 * @param who the author's name
 * @param createdAt when it was saved
 * @param updatedAt when it last changed
 */
public record SavedView(
    String id,
    String name,
    String page,
    String state,
    String who,
    Instant createdAt,
    Instant updatedAt) {}
