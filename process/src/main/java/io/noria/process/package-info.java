/**
 * Child processes: a group of their own, so that the whole tree can be ended; bounded output, time
 * and memory. Whatever may crash or leak (training, people's own commands, Python) runs in one.
 */
@NullMarked
package io.noria.process;

import org.jspecify.annotations.NullMarked;
