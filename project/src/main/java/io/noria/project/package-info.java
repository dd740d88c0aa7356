/**
 * Projects: a folder with a {@code noria.yaml} that says what data there is, what is to be
 * predicted, and what a model must show. {@link io.noria.project.Projects} is the service.
 */
@NullMarked
package io.noria.project;

import org.jspecify.annotations.NullMarked;
