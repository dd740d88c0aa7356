/** Generic test tools: a real PostgreSQL, golden files, a clock to set, seeded randomness. */
@NullMarked
package io.noria.testkit;

import org.jspecify.annotations.NullMarked;
