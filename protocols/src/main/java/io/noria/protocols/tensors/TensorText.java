package io.noria.protocols.tensors;

import io.noria.protocols.tensors.JsonBytes.NotFinite;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.util.Base64;

/** Tensors as JSON. */
public final class TensorText {
  private final JsonBytes out;
  private final NotFinite notFinite;
  private final boolean encoded;

  /** Writes there. */
  public TensorText(JsonBytes out, NotFinite notFinite) {
    this(out, notFinite, false);
  }

  /**
   * Writes there.
   *
   * @param encoded whether texts are written as {@code {"b64": "…"}}
   */
  public TensorText(JsonBytes out, NotFinite notFinite, boolean encoded) {
    this.out = out;
    this.notFinite = notFinite;
    this.encoded = encoded;
  }

  /** All elements in one list. */
  public void flat(Tensor tensor) {
    out.raw('[');
    elements(tensor, 0, tensor.size());
    out.raw(']');
  }

  /** Lists in lists, as the shape says; one value when it has no dimensions. */
  public void nested(Tensor tensor) {
    nested(tensor, 0, 0, tensor.size());
  }

  /** What belongs to one row. */
  public void row(Tensor tensor, int row) {
    if (tensor.rank() == 0) {
      element(tensor, 0);
      return;
    }
    int each = tensor.rows() == 0 ? 0 : tensor.size() / tensor.rows();
    nested(tensor, 1, row * each, each);
  }

  private void nested(Tensor tensor, int dimension, int from, int count) {
    if (dimension == tensor.rank()) {
      element(tensor, from);
      return;
    }
    out.raw('[');
    int parts = tensor.dimension(dimension);
    if (dimension == tensor.rank() - 1) {
      elements(tensor, from, from + parts);
    } else {
      int each = parts == 0 ? 0 : count / parts;
      for (int i = 0; i < parts; i++) {
        if (i > 0) {
          out.raw(',');
        }
        nested(tensor, dimension + 1, from + i * each, each);
      }
    }
    out.raw(']');
  }

  private void elements(Tensor tensor, int from, int end) {
    for (int i = from; i < end; i++) {
      if (i > from) {
        out.raw(',');
      }
      element(tensor, i);
    }
  }

  /** One element. */
  public void element(Tensor tensor, int place) {
    if (tensor.type() == DataType.BYTES && tensor.missing(place)) {
      out.raw("null");
      return;
    }
    switch (tensor.type()) {
      case BOOL -> out.flag(tensor.integer(place) != 0);
      case UINT64 -> out.raw(Long.toUnsignedString(tensor.integer(place)));
      case UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64 -> out.number(tensor.integer(place));
      case FP16, BF16, FP32 -> out.number((float) tensor.number(place), notFinite);
      case FP64 -> out.number(tensor.number(place), notFinite);
      case BYTES -> text(tensor.bytes(place));
    }
  }

  private void text(byte[] text) {
    if (encoded) {
      out.raw("{\"b64\":\"").raw(Base64.getEncoder().encode(text)).raw("\"}");
    } else {
      out.text(text);
    }
  }
}
