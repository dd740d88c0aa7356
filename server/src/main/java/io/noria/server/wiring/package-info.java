/** What flows upward between the areas. */
@NullMarked
package io.noria.server.wiring;

import org.jspecify.annotations.NullMarked;
