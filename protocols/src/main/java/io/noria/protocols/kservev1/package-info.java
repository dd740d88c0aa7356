/** KServe's V1 protocol: {@code /v1/models/NAME:predict}, bare or in CloudEvents. */
@NullMarked
package io.noria.protocols.kservev1;

import org.jspecify.annotations.NullMarked;
