package io.noria.serving.tree;

import io.noria.storage.json.JsonReader;
import java.io.IOException;

/**
 * A file of objects, arrays, numbers and strings, read value by value: JSON, or the binary form of
 * the same. The reader stands at a value; each call consumes that value whole. A value of another
 * kind than asked for is DATA_LOSS with its place.
 */
interface ModelFile extends AutoCloseable {
  /** Reads an object: the handler is called at each member and must consume its value. */
  void object(JsonReader.Member member) throws IOException;

  /** Reads an array: the handler is called at each element and must consume it. */
  void array(JsonReader.Element element) throws IOException;

  /** Passes over the value, whatever it is. */
  void skip() throws IOException;

  /** A string; a number or boolean gives its text. */
  String text() throws IOException;

  /** An array of numbers, each rounded once. */
  float[] floats() throws IOException;

  /** An array of whole numbers; true and false count as 1 and 0. */
  int[] integers() throws IOException;

  @Override
  void close() throws IOException;

  /** The file as JSON. */
  static ModelFile json(JsonReader json) {
    return new ModelFile() {
      @Override
      public void object(JsonReader.Member member) throws IOException {
        json.object(member);
      }

      @Override
      public void array(JsonReader.Element element) throws IOException {
        json.array(element);
      }

      @Override
      public void skip() throws IOException {
        json.skip();
      }

      @Override
      public String text() throws IOException {
        return json.text();
      }

      @Override
      public float[] floats() throws IOException {
        return json.floats();
      }

      @Override
      public int[] integers() throws IOException {
        return json.integers();
      }

      @Override
      public void close() throws IOException {
        json.close();
      }
    };
  }
}
