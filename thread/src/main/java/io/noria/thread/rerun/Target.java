package io.noria.thread.rerun;

import io.noria.pipelines.PipelineRun;
import java.util.List;

/**
 * What has to be made again for a record.
 *
 * @param run the pipeline run whose tasks made it
 * @param tasks the names of those tasks
 */
record Target(PipelineRun run, List<String> tasks) {
  Target {
    tasks = List.copyOf(tasks);
  }
}
