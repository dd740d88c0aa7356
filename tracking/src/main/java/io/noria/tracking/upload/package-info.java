/** Parts of files on this machine's disk. */
@NullMarked
package io.noria.tracking.upload;

import org.jspecify.annotations.NullMarked;
