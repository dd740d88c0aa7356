package io.noria.thread;

import io.noria.datasets.Datasets;
import io.noria.delivery.Delivery;
import io.noria.engine.Engine;
import io.noria.pipelines.Pipelines;
import io.noria.registry.Registry;
import io.noria.serving.Serving;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.object.ObjectStore;
import io.noria.tracking.Tracking;

/** The areas that a story is gathered from. */
public record WhyAreas(
    Serving serving,
    Registry registry,
    Delivery delivery,
    Tracking tracking,
    Datasets datasets,
    Pipelines pipelines,
    Lineage lineage,
    ObjectStore objects,
    Engine engine) {}
