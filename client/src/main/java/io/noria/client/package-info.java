/** A client of Noria's REST API that knows no server types. */
@NullMarked
package io.noria.client;

import org.jspecify.annotations.NullMarked;
