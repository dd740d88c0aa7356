package io.noria.storage.object;

/**
 * An object in the store.
 *
 * @param digest SHA-256 of its bytes
 * @param size bytes
 */
public record StoredObject(Digest digest, long size) {}
