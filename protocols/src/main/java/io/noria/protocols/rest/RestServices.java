package io.noria.protocols.rest;

import io.noria.collaboration.Collaboration;
import io.noria.datasets.Datasets;
import io.noria.delivery.Delivery;
import io.noria.engine.Engine;
import io.noria.monitoring.Monitoring;
import io.noria.pipelines.Pipelines;
import io.noria.project.Projects;
import io.noria.registry.Registry;
import io.noria.serving.BatchPredictions;
import io.noria.serving.BatchSchedules;
import io.noria.serving.Serving;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.outbox.Outbox;
import io.noria.thread.ThreadArea;
import io.noria.thread.Why;
import io.noria.traces.Traces;
import io.noria.tracking.Tracking;
import java.time.InstantSource;

/**
 * The areas that the API speaks for.
 *
 * @param clock the server's time
 * @param outbox what happened
 * @param lineage what made what
 * @param engine reads table files
 * @param tracking experiments and runs
 * @param traces of applications
 * @param datasets data versions
 * @param registry models
 * @param pipelines pipeline runs
 * @param serving deployments, predictions, labels
 * @param batches predictions of tables
 * @param schedules the same by cron
 * @param monitoring windows and alerts
 * @param delivery gates and triggers
 * @param projects projects
 * @param why stories of predictions
 * @param thread forward, back and again
 * @param collaboration what people write
 * @param figures the last hour's load
 */
public record RestServices(
    InstantSource clock,
    Outbox outbox,
    Lineage lineage,
    Engine engine,
    Tracking tracking,
    Traces traces,
    Datasets datasets,
    Registry registry,
    Pipelines pipelines,
    Serving serving,
    BatchPredictions batches,
    BatchSchedules schedules,
    Monitoring monitoring,
    Delivery delivery,
    Projects projects,
    Why why,
    ThreadArea thread,
    Collaboration collaboration,
    SystemFigures figures) {}
