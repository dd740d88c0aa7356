package io.noria.engine;

/**
 * A column's name and type.
 *
 * @param name as the query or the file names it
 * @param type what its values become in a frame
 * @param nativeType the engine's or the file's own name of the type, for example {@code INTEGER}
 */
public record Field(String name, ColumnType type, String nativeType) {}
