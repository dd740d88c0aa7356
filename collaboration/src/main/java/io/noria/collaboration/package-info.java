/**
 * What people write about records: comments, pins, saved views and reports. Who wrote is the name
 * of the caller's token.
 */
@NullMarked
package io.noria.collaboration;

import org.jspecify.annotations.NullMarked;
