package io.noria.storage.object;

import java.time.Instant;

/**
 * An object as a listing shows it.
 *
 * @param digest SHA-256 of its bytes, as its name says
 * @param size bytes
 * @param put when it was put last, by the store's clock; also when it had been there already
 */
public record ListedObject(Digest digest, long size, Instant put) {}
