package io.noria.protocols.tensors.v2;

import io.noria.protocols.http.Exchange;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.tensors.JsonBytes;
import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.protocols.tensors.TensorText;
import io.noria.serving.TensorAnswer;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer in named tensors, some of them raw behind the JSON. */
public final class AnswerWriter {
  private final InferQuestion question;
  private final List<Tensor> outputs = new ArrayList<>();
  private final List<Tensor> raw = new ArrayList<>();

  private AnswerWriter(InferQuestion question) {
    this.question = question;
  }

  /**
   * Sends the answer.
   *
   * @param body where the question said that its raw tensors were: the answer says it alike
   * @param labels of the model's classes; empty when it has none
   */
  public static void send(
      Exchange exchange,
      RawBody body,
      InferQuestion question,
      TensorAnswer answer,
      List<String> labels) {
    AnswerWriter writer = new AnswerWriter(question);
    int size = 256;
    for (Tensor output : answer.outputs()) {
      Tensor shown = writer.shown(output, labels);
      writer.outputs.add(shown);
      size += 100 + shown.size() * 12;
    }
    JsonBytes out = new JsonBytes(Math.clamp(size, 256, 1 << 20));
    writer.write(out, answer);
    Asked.tell(exchange, answer.ids());
    if (writer.raw.isEmpty()) {
      Packing.send(exchange, "application/json", out.toArray());
      return;
    }
    int json = out.length();
    writer.raw.forEach(tensor -> writer.raw(out, tensor));
    if (body.type() == null) {
      exchange.setHeader(RawBody.LENGTH, Integer.toString(json));
    }
    Packing.send(exchange, body.answering(json), out.toArray());
  }

  private Tensor shown(Tensor output, List<String> labels) {
    InferQuestion.Wanted wanted = wanted(output.name());
    return wanted == null || wanted.classes() == 0
        ? output
        : Classes.of(output, wanted.classes(), labels);
  }

  private InferQuestion.@Nullable Wanted wanted(String name) {
    for (InferQuestion.Wanted each : question.outputs()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  private boolean binary(String name) {
    InferQuestion.Wanted wanted = wanted(name);
    Boolean said = wanted == null ? null : wanted.binary();
    return said == null ? question.binary() || question.raw() : said;
  }

  private void write(JsonBytes out, TensorAnswer answer) {
    out.raw("{\"model_name\":")
        .text(answer.deployment())
        .raw(",\"model_version\":\"")
        .number(answer.version())
        .raw('"');
    String id = question.id();
    if (id != null) {
      out.raw(",\"id\":").text(id);
    }
    out.raw(",\"outputs\":[");
    TensorText text = new TensorText(out, NotFinite.NULL);
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      out.raw(i == 0 ? "{\"name\":" : ",{\"name\":").text(output.name());
      out.raw(",\"datatype\":\"").raw(output.type().name()).raw("\",\"shape\":[");
      for (int d = 0; d < output.rank(); d++) {
        out.raw(d == 0 ? "" : ",").number(output.dimension(d));
      }
      if (binary(output.name())) {
        raw.add(output);
        out.raw("],\"parameters\":{\"binary_data_size\":").number(bytes(output)).raw("}}");
      } else {
        out.raw("],\"data\":");
        text.flat(output);
        out.raw('}');
      }
    }
    out.raw("]}");
  }

  private static long bytes(Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      return tensor.data().remaining();
    }
    long bytes = 4L * tensor.size();
    for (int i = 0; i < tensor.size(); i++) {
      bytes += tensor.bytes(i).length;
    }
    return bytes;
  }

  private void raw(JsonBytes out, Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      out.raw(tensor.data());
      return;
    }
    for (int i = 0; i < tensor.size(); i++) {
      byte[] text = tensor.bytes(i);
      out.littleEndian(text.length).raw(text);
    }
  }
}
