package io.noria.importing;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Repeats calls while a server is away for a while, as when it is started anew. */
final class Patience {
  private static final int TRIES = 20;
  private static final long PAUSE_MS = 1500;

  private Patience() {}

  /** The call's answer; it may be made more than once. */
  static <T> T call(Supplier<T> call) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (NoriaException e) {
        if (e.code() != ErrorCode.UNAVAILABLE || attempt == TRIES) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
  }
}
