/** Tokens as rows. */
@NullMarked
package io.noria.server.auth.sql;

import org.jspecify.annotations.NullMarked;
