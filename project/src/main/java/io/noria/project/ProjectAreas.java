package io.noria.project;

import io.noria.datasets.Datasets;
import io.noria.delivery.Delivery;
import io.noria.monitoring.Monitoring;
import io.noria.pipelines.Pipelines;
import io.noria.registry.Registry;
import io.noria.serving.BatchSchedules;
import io.noria.serving.Serving;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.sql.Database;
import java.time.InstantSource;

/**
 * What projects bind together.
 *
 * @param db the database
 * @param outbox events
 * @param clock the server's time
 * @param datasets data versions
 * @param registry models
 * @param pipelines runs the turns
 * @param serving deployments
 * @param batches tables by cron
 * @param monitoring watches
 * @param delivery gates and triggers
 */
public record ProjectAreas(
    Database db,
    Outbox outbox,
    InstantSource clock,
    Datasets datasets,
    Registry registry,
    Pipelines pipelines,
    Serving serving,
    BatchSchedules batches,
    Monitoring monitoring,
    Delivery delivery) {}
