/** The command line: remote commands over the REST API. */
@NullMarked
package io.noria.cli;

import org.jspecify.annotations.NullMarked;
