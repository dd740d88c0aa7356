/** Everything a server keeps, copied while it works, and put back. */
@org.jspecify.annotations.NullMarked
package io.noria.server.backup;
