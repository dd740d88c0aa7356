/** Monitoring's tables. */
@NullMarked
package io.noria.monitoring.sql;

import org.jspecify.annotations.NullMarked;
