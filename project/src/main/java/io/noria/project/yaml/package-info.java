/** Reads YAML with positions, so that every error names its line. */
@NullMarked
package io.noria.project.yaml;

import org.jspecify.annotations.NullMarked;
