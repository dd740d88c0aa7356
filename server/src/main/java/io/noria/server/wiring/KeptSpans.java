package io.noria.server.wiring;

import io.noria.protocols.http.trace.FinishedSpan;
import io.noria.protocols.http.trace.SpanExporter;
import io.noria.traces.JsonText;
import io.noria.traces.Span;
import io.noria.traces.SpanBatch;
import io.noria.traces.SpanStatus;
import io.noria.traces.TraceId;
import io.noria.traces.Traces;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Tracking;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spans of serving, kept among this server's own traces, in an experiment of their own. */
public final class KeptSpans implements SpanExporter {
  /** The experiment's name. */
  public static final String EXPERIMENT = "serving";

  private final Supply supply;
  private final Map<String, String> resource;

  /** The areas, which may be made anew while the server runs. */
  public interface Supply {
    /** What holds experiments. */
    Tracking tracking();

    /** What holds traces. */
    Traces traces();
  }

  /**
   * Into the traces.
   *
   * @param resource what makes the spans
   */
  public KeptSpans(Supply supply, Map<String, String> resource) {
    this.supply = supply;
    this.resource = Map.copyOf(resource);
  }

  @Override
  public void export(List<FinishedSpan> spans) {
    Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
    for (FinishedSpan span : spans) {
      List<Span> of = traces.computeIfAbsent(TraceId.ofHex(span.trace()), id -> new ArrayList<>());
      Map<String, String> attributes = new LinkedHashMap<>();
      span.attributes().forEach((key, value) -> attributes.put(key, JsonText.of(value)));
      of.add(
          new Span(
              hex(span.id()),
              span.parent() == 0 ? null : hex(span.parent()),
              span.name(),
              span.began(),
              span.ended(),
              span.error() ? SpanStatus.ERROR : SpanStatus.OK,
              "",
              attributes,
              List.of(),
              List.of()));
      for (FinishedSpan.Part part : span.parts()) {
        of.add(
            new Span(
                hex(part.id()),
                hex(span.id()),
                part.name(),
                part.began(),
                part.ended(),
                SpanStatus.OK,
                "",
                Map.of(),
                List.of(),
                List.of()));
      }
    }
    ExperimentId experiment = supply.tracking().experiments().ensure(EXPERIMENT);
    supply
        .traces()
        .traces()
        .log(
            experiment,
            traces.entrySet().stream()
                .map(each -> new SpanBatch(each.getKey(), each.getValue(), resource))
                .toList());
  }

  private static String hex(long id) {
    return HexFormat.of().toHexDigits(id);
  }
}
