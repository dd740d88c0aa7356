/** {@code noria init}: looks at a table and writes a project's folder. */
@NullMarked
package io.noria.project.init;

import org.jspecify.annotations.NullMarked;
