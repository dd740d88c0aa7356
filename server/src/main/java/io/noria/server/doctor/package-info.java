/** What a machine lacks for a server, and whether everything that a server keeps is whole. */
@org.jspecify.annotations.NullMarked
package io.noria.server.doctor;
