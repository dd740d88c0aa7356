/** What of HTTP only the whole server knows. */
@NullMarked
package io.noria.server.http;

import org.jspecify.annotations.NullMarked;
