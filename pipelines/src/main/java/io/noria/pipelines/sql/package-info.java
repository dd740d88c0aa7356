/** The tables of pipelines. */
@NullMarked
package io.noria.pipelines.sql;

import org.jspecify.annotations.NullMarked;
