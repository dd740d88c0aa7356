/** The calls that bring other systems' histories over. */
@NullMarked
package io.noria.protocols.rest.imports;

import org.jspecify.annotations.NullMarked;
