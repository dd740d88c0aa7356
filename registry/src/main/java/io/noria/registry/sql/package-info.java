/** The area's tables; the only package here that knows SQL. */
@NullMarked
package io.noria.registry.sql;

import org.jspecify.annotations.NullMarked;
