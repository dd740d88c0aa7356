package io.noria.tracking;

/**
 * A model that a run logged.
 *
 * @param model the logged model
 * @param step the training step it belongs to, 0 when there is none
 */
public record ModelOutput(LoggedModelId model, long step) {}
