package io.noria.benchmarks;

import java.io.IOException;

/** One connection on which a question is sent when the answer to the last has come. */
interface Link extends AutoCloseable {
  /**
   * Sends a request that was made for this kind of link; gives the status, 200 when it was
   * answered.
   */
  int send(byte[] request) throws IOException;

  /** The last answer's body as text. */
  String body();

  /** The last answer's body. */
  byte[] content();

  @Override
  void close() throws IOException;
}
