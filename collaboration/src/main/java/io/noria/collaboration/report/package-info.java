/** Reports as one HTML file. */
@NullMarked
package io.noria.collaboration.report;

import org.jspecify.annotations.NullMarked;
