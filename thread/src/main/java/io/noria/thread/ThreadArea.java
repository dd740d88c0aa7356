package io.noria.thread;

import io.noria.thread.impact.Impacts;
import io.noria.thread.impact.Proposals;
import io.noria.thread.impact.Revocations;
import io.noria.thread.impact.Rollbacks;
import io.noria.thread.rerun.Reruns;

/**
 * The thread, forward and again. Thread-safe.
 *
 * @param impacts where a record went
 * @param proposals where a deployment should go back to
 * @param revocations withdraws data
 * @param rollbacks takes deployments back
 * @param reruns makes records again
 */
public record ThreadArea(
    Impacts impacts,
    Proposals proposals,
    Revocations revocations,
    Rollbacks rollbacks,
    Reruns reruns) {}
