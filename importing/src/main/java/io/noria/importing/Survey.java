package io.noria.importing;

/**
 * How much a source holds, for the progress bar. A count of 0 is also "not known".
 *
 * @param experiments experiments or projects
 * @param runs runs
 * @param points metric points
 * @param files artifact files
 * @param bytes bytes of those files
 * @param models registered models
 * @param versions their versions
 * @param traces traces
 */
public record Survey(
    long experiments,
    long runs,
    long points,
    long files,
    long bytes,
    long models,
    long versions,
    long traces) {}
