package io.noria.thread.impact;

import io.noria.base.LineageEdge;
import io.noria.base.Ref;
import io.noria.storage.lineage.Lineage;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of the lineage along which data becomes predictions: read by tasks, fed from task to
 * task as features, learned from by runs, registered as versions, deployed. What was only judged
 * by, caused or watched is not part of it.
 */
final class Flow {
  private static final Set<String> RELATIONS =
      Set.of("read", "fed", "reused", "started", "trained", "produced", "deployed");
  private static final int MOST_EDGES = 200_000;

  private final Lineage lineage;

  Flow(Lineage lineage) {
    this.lineage = lineage;
  }

  /**
   * What was reached.
   *
   * @param refs in the order in which they were reached, the beginnings first
   * @param truncated whether there was more than is walked
   */
  record Reached(Set<Ref> refs, boolean truncated) {
    List<Ref> of(Ref.Kind kind) {
      return refs.stream().filter(ref -> ref.kind() == kind).toList();
    }
  }

  /** Everything made from the records. */
  Reached forward(Collection<Ref> from) {
    return walk(from, false);
  }

  /** Everything that the records were made from. */
  Reached back(Collection<Ref> from) {
    return walk(from, true);
  }

  private Reached walk(Collection<Ref> from, boolean upstream) {
    Set<Ref> refs = new LinkedHashSet<>(from);
    List<LineageEdge> edges = lineage.walk(from, upstream, RELATIONS, MOST_EDGES);
    edges.forEach(edge -> refs.add(upstream ? edge.from() : edge.to()));
    return new Reached(refs, edges.size() >= MOST_EDGES);
  }
}
