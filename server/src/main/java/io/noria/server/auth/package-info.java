/** Tokens: who may call, and under which name. */
@NullMarked
package io.noria.server.auth;

import org.jspecify.annotations.NullMarked;
