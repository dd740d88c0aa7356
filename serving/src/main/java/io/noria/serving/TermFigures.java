package io.noria.serving;

/**
 * What came of a deployment's limits and cache since this server started or they were set.
 *
 * @param deployment whose
 * @param tooFast requests refused because the caller asked too fast
 * @param overQuota requests refused because the caller's rows of the day are used up
 * @param callers known now
 * @param hits requests answered from the cache
 * @param misses requests that were not in it
 * @param entries in it now
 * @param bytes that they take
 */
public record TermFigures(
    String deployment,
    long tooFast,
    long overQuota,
    int callers,
    long hits,
    long misses,
    int entries,
    long bytes) {}
