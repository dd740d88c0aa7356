package io.noria.training;

import io.noria.base.Ref;

/**
 * A version of a dataset that a model is trained on.
 *
 * @param version its address
 * @param digest of its content
 */
public record DataUse(Ref version, String digest) {}
