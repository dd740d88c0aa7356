/** What every area shares: identifiers, time, errors, paging, events and lineage edges. */
@NullMarked
package io.noria.base;

import org.jspecify.annotations.NullMarked;
