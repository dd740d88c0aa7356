/** Drives runs: attempts, retries, cancelling, resuming. */
@NullMarked
package io.noria.pipelines.run;

import org.jspecify.annotations.NullMarked;
