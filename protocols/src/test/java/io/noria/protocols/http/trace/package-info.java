@NullMarked
package io.noria.protocols.http.trace;

import org.jspecify.annotations.NullMarked;
