/** Whether rows and objects are whole, and fit each other. */
@org.jspecify.annotations.NullMarked
package io.noria.storage.check;
