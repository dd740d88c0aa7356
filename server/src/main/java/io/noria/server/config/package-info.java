/** The settings: one tree of records from defaults, a file, the environment and arguments. */
@NullMarked
package io.noria.server.config;

import org.jspecify.annotations.NullMarked;
