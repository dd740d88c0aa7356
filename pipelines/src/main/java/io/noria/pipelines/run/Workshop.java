package io.noria.pipelines.run;

import io.noria.base.NoriaException;
import io.noria.pipelines.PipelinesConfig;
import io.noria.pipelines.Step;
import io.noria.pipelines.sql.SqlCacheStore;
import io.noria.pipelines.sql.SqlDriverStore;
import io.noria.pipelines.sql.SqlPipelineStore;
import io.noria.storage.object.ObjectStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/**
 * What all attempts share.
 *
 * @param runs reads runs, tasks and logs
 * @param store records what attempts do
 * @param cache outputs of former tasks
 * @param objects files
 * @param steps by type
 * @param logs lines of running tasks
 * @param changes tells listeners
 * @param clock time of records
 * @param random jitter
 * @param places one permit for each task that may run at once
 * @param heavy the one permit of heavy tasks
 * @param config settings
 */
public record Workshop(
    SqlPipelineStore runs,
    SqlDriverStore store,
    SqlCacheStore cache,
    ObjectStore objects,
    Map<String, Step> steps,
    TaskLogs logs,
    Changes changes,
    InstantSource clock,
    RandomGenerator random,
    Semaphore places,
    Semaphore heavy,
    PipelinesConfig config) {
  /**
   * The step of that type.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the known ones
   */
  public Step step(String type) {
    Step step = steps.get(type);
    if (step == null) {
      throw NoriaException.invalid(
          "step: " + type + " (expected one of: " + new TreeSet<>(steps.keySet()) + ")");
    }
    return step;
  }
}
