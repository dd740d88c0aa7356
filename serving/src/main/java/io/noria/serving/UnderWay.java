package io.noria.serving;

/**
 * How busy a deployment is now.
 *
 * @param deployment whose
 * @param model that answers
 * @param version its own one that answers
 * @param requests that hold the version, or one of its variants', now
 * @param waiting requests that wait for the model now
 * @param workers processes that the model has now; 0 when it needs none
 */
public record UnderWay(
    String deployment, String model, int version, int requests, int waiting, int workers) {}
