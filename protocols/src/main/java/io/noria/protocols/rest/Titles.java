package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.protocols.rest.LineageApi.NodeWire;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What records are called, for people. */
final class Titles {
  private final RunStore runs;

  Titles(RunStore runs) {
    this.runs = runs;
  }

  /** The nodes of the records; one that is not here is called by its id. */
  Map<Ref, NodeWire> of(Collection<Ref> refs) {
    Map<Ref, NodeWire> nodes = new HashMap<>();
    List<RunId> wanted =
        refs.stream()
            .filter(ref -> ref.kind() == Ref.Kind.RUN)
            .map(ref -> new RunId(ref.id()))
            .toList();
    if (!wanted.isEmpty()) {
      runs.getAll(wanted)
          .forEach(run ->
              nodes.put(
                  run.id().ref(),
                  new NodeWire(
                      run.id().ref(),
                      run.info().name(),
                      run.info().eventTime(),
                      run.info().status().name())));
    }
    return nodes;
  }
}
