package io.noria.storage.lineage;

import io.noria.base.LineageEdge;
import io.noria.base.Ref;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The graph of what made what. Edges are written through {@code Transaction.link}. Thread-safe. */
public interface Lineage {
  /** Edges that end at the record: what it was made from. */
  List<LineageEdge> into(Ref ref);

  /** Edges that start at the record: what it went into. */
  List<LineageEdge> outOf(Ref ref);

  /**
   * Edges of many records at once, in the order they were written.
   *
   * @param upstream those that end at the records; otherwise those that start there
   * @param maxEdges no more than this many
   */
  List<LineageEdge> edges(Collection<Ref> refs, boolean upstream, int maxEdges);

  /**
   * Walks from the record, breadth first.
   *
   * @param upstream towards what made it; otherwise towards what it made
   * @param maxEdges the walk stops after this many edges
   */
  default List<LineageEdge> walk(Ref from, boolean upstream, int maxEdges) {
    return walk(List.of(from), upstream, Set.of(), maxEdges);
  }

  /**
   * Walks from the records along edges of some relations only, breadth first.
   *
   * @param upstream towards what made them; otherwise towards what they made
   * @param relations the relations to follow; empty for all
   * @param maxEdges the walk stops after this many edges
   */
  List<LineageEdge> walk(
      Collection<Ref> from, boolean upstream, Set<String> relations, int maxEdges);
}
