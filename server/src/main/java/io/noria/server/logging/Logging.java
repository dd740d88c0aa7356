package io.noria.server.logging;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets the JDK's logging to one line per record on stderr. */
public final class Logging {
  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger OWN = Logger.getLogger("io.noria");

  private Logging() {}

  /** Replaces the handlers of the root logger. Called once, by the program, not by libraries. */
  public static void toStandardError() {
    toStandardError(Level.INFO);
  }

  /** The same, of Noria's own records only those of the level and above. */
  public static void toStandardError(Level own) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    ConsoleHandler stderr = new ConsoleHandler();
    stderr.setFormatter(new OneLine());
    stderr.setLevel(Level.ALL);
    root.addHandler(stderr);
    root.setLevel(Level.WARNING);
    OWN.setLevel(own);
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord record) {
      StringBuilder line = new StringBuilder(160);
      line.append(Instant.ofEpochMilli(record.getMillis()).truncatedTo(ChronoUnit.MILLIS))
          .append(' ')
          .append(record.getLevel().getName())
          .append(' ')
          .append(shortName(record.getLoggerName()))
          .append(": ")
          .append(formatMessage(record));
      Throwable thrown = record.getThrown();
      if (thrown != null) {
        line.append(' ').append(thrown);
        for (StackTraceElement frame : thrown.getStackTrace()) {
          line.append("\n    at ").append(frame);
          if (line.length() > 4000) {
            break;
          }
        }
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
          line.append("\n  caused by ").append(cause);
          if (cause.getStackTrace().length > 0) {
            line.append("\n    at ").append(cause.getStackTrace()[0]);
          }
        }
      }
      return line.append('\n').toString();
    }

    private static String shortName(String name) {
      return name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
    }
  }
}
