package io.noria.traces.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import io.noria.storage.sql.InLists;
import io.noria.traces.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jdbi.v3.core.Handle;

/** Spans as compressed rows: JSON under deflate, one row for each batch that came. */
final class Chunks {
  private static final Comparator<Span> ORDER =
      Comparator.comparingLong(Span::startNs).thenComparing(Span::id);

  private Chunks() {}

  static byte[] pack(List<Span> spans) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(Json.write(spans).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "spans could not be packed", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  static List<Span> unpack(byte[] content) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(content))) {
      return Json.readList(new String(in.readAllBytes(), StandardCharsets.UTF_8), Span.class);
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.DATA_LOSS, "stored spans cannot be unpacked", e);
    }
  }

  static void add(Handle handle, long trace, List<Span> spans) {
    handle.execute("INSERT INTO trace_chunks (trace, content) VALUES (?, ?)", trace, pack(spans));
  }

  /** The spans of a trace by start. */
  static List<Span> of(Handle handle, long trace) {
    return of(handle, List.of(trace)).getOrDefault(trace, List.of());
  }

  /** The spans of each trace by start; traces without any are absent. */
  static Map<Long, List<Span>> of(Handle handle, List<Long> traces) {
    Map<Long, Map<String, Span>> byId = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(traces)) {
      handle
          .select(
              "SELECT trace, content FROM trace_chunks WHERE trace IN ("
                  + InLists.marks(chunk.size())
                  + ") ORDER BY trace, id",
              chunk.toArray())
          .map((rows, context) -> {
            Map<String, Span> spans =
                byId.computeIfAbsent(rows.getLong(1), number -> new LinkedHashMap<>());
            unpack(rows.getBytes(2)).forEach(span -> spans.put(span.id(), span));
            return true;
          })
          .list();
    }
    Map<Long, List<Span>> sorted = new HashMap<>();
    byId.forEach((trace, spans) -> {
      List<Span> all = new ArrayList<>(spans.values());
      all.sort(ORDER);
      sorted.put(trace, all);
    });
    return sorted;
  }
}
