/** Labels: what came true of what was predicted. */
@NullMarked
package io.noria.serving.label;

import org.jspecify.annotations.NullMarked;
