/** Delivery's tables. */
@NullMarked
package io.noria.delivery.sql;

import org.jspecify.annotations.NullMarked;
