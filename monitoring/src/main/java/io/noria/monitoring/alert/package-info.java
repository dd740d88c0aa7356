/** When a window is worth an alert. */
@NullMarked
package io.noria.monitoring.alert;

import org.jspecify.annotations.NullMarked;
