@NullMarked
package io.noria.protocols.metrics;

import org.jspecify.annotations.NullMarked;
