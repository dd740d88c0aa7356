package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.JsonReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;

/** Finds out what a file is. */
final class ModelFormat {
  private static final int LOOKED_AT = 64;

  private ModelFormat() {}

  static TreeModel read(InputStream stream) throws IOException {
    return reading(
        stream,
        file -> {
          byte[] head = file.head();
          if (object(head)) {
            return new XgboostModel(xgboost(file, false)).model();
          }
          if (new String(head, StandardCharsets.ISO_8859_1).matches("(?s)tree\\r?\\n.*")) {
            return new LightgbmModel(LightgbmReader.read(file.stream)).model();
          }
          throw unknown(head);
        });
  }

  /** XGBoost's trees, as they are explained. */
  static TreeEnsemble ensemble(InputStream stream, boolean covers, FlatTrees trees)
      throws IOException {
    return reading(
        stream,
        file -> {
          byte[] head = file.head();
          if (!object(head)) {
            throw XgboostReader.unsupported(
                "a file of another library (expected: XGBoost's, whose trees can be explained)");
          }
          return new XgboostModel(xgboost(file, covers)).ensemble(trees);
        });
  }

  /** Whether the file begins with an object, after whatever space. */
  private static boolean object(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1).stripLeading().startsWith("{");
  }

  private static XgboostReader xgboost(Opened file, boolean covers) throws IOException {
    // A JSON object goes on with a name in quotes, a binary one with the length of a name.
    byte[] head = file.head();
    boolean binary = head.length > 1 && head[0] == '{' && "iUIlLN#$".indexOf(head[1]) >= 0;
    return XgboostReader.read(
        binary ? new UbjFile(file.stream) : ModelFile.json(JsonReader.of(file.stream)), covers);
  }

  /** A failure of the stream stays what it is; any other is one of the bytes. */
  private static <T> T reading(InputStream stream, Read<T> read) throws IOException {
    var watched = new Watched(stream);
    try (var file = new PushbackInputStream(watched, LOOKED_AT)) {
      return read.from(new Opened(file));
    } catch (EOFException e) {
      throw new NoriaException(ErrorCode.DATA_LOSS, "not a model of trees: the file ends early", e);
    } catch (IOException e) {
      if (watched.failed) {
        throw e;
      }
      throw new NoriaException(
          ErrorCode.DATA_LOSS,
          "not a model of trees: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  @FunctionalInterface
  private interface Read<T> {
    T from(Opened file) throws IOException;
  }

  private record Opened(PushbackInputStream stream) {
    byte[] head() throws IOException {
      byte[] head = stream.readNBytes(LOOKED_AT);
      stream.unread(head);
      return head;
    }
  }

  private static final class Watched extends FilterInputStream {
    private boolean failed;

    Watched(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      try {
        return super.read(bytes, from, count);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }

  private static NoriaException unknown(byte[] head) {
    String start = new String(head, StandardCharsets.ISO_8859_1);
    String what;
    if (head.length == 0) {
      what = "an empty file";
    } else if (start.startsWith("binf") || start.startsWith("bs64")) {
      what = "a model in XGBoost's former binary format";
    } else if (head[0] == (byte) 0x80) {
      what = "a pickle";
    } else if (start.startsWith("PK")) {
      what = "a zip archive";
    } else {
      what = "a file that begins with " + shown(start);
    }
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "model: "
            + what
            + " (expected: XGBoost's save_model as .json or .ubj, or LightGBM's save_model as .txt)");
  }

  private static String shown(String start) {
    var shown = new StringBuilder("\"");
    for (char c : start.substring(0, Math.min(16, start.length())).toCharArray()) {
      shown.append(c >= ' ' && c < 127 ? c : '.');
    }
    return shown.append('"').toString();
  }
}
