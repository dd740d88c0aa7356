/**
 * The demo: a project folder, and a client that replays a year into the server over its socket.
 * Only this package knows of flights.
 */
@NullMarked
package io.noria.dist.demo;

import org.jspecify.annotations.NullMarked;
