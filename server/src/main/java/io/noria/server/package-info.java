/** Puts the areas together and opens them to the network. */
@NullMarked
package io.noria.server;

import org.jspecify.annotations.NullMarked;
