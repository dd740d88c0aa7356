/** JSON for what is stored; Jackson stays inside. */
@NullMarked
package io.noria.storage.json;

import org.jspecify.annotations.NullMarked;
