package io.noria.registry;

/**
 * Models that have a name, their versions, and where each stands. Thread-safe.
 *
 * @param models the names
 * @param versions the versions
 * @param moves stages and aliases, and their history
 * @param cards what to know before using a version
 */
public record Registry(
    ModelStore models, VersionStore versions, MoveStore moves, CardStore cards) {}
