package io.noria.server.auth;

import java.time.Instant;

/**
 * A token as it is kept: without its secret.
 *
 * @param name who carries it
 * @param createdAt when it was made
 * @param createdBy who made it
 */
public record Token(String name, Instant createdAt, String createdBy) {}
