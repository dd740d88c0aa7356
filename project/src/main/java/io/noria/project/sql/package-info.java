/** The tables of projects. */
@NullMarked
package io.noria.project.sql;

import org.jspecify.annotations.NullMarked;
