@NullMarked
package io.noria.engine.parquet;

import org.jspecify.annotations.NullMarked;
