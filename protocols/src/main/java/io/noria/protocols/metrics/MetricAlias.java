package io.noria.protocols.metrics;

import io.noria.base.NoriaException;
import io.noria.protocols.http.PrometheusText;
import io.noria.serving.Serving;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names under which another server shows the same figures, so that its users' dashboards and
 * alerts go on. They are worked out when they are read: a request costs nothing more for them.
 */
public enum MetricAlias {
  /** NVIDIA Triton. */
  TRITON(TritonNames::write),
  /** TensorFlow Serving. */
  TFSERVING(TensorFlowNames::write),
  /** TorchServe. */
  TORCHSERVE(TorchServeNames::write),
  /** MLServer. */
  MLSERVER(PythonServerNames::mlserver),
  /** KServe's Python server. */
  KSERVE(PythonServerNames::kserve),
  /** BentoML. */
  BENTOML(PythonServerNames::bentoml),
  /** Seldon Core 2. */
  SELDON(PythonServerNames::seldon);

  private final Names names;

  private interface Names {
    void write(PrometheusText out, Picture picture);
  }

  MetricAlias(Names names) {
    this.names = names;
  }

  /** As settings name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Those that are named.
   *
   * @param words with commas between; brackets around them are passed over; empty for none
   * @param source where it was said, for the message
   * @throws NoriaException INVALID_ARGUMENT when one is not known
   */
  public static Set<MetricAlias> parse(String words, String source) {
    String list = words.strip();
    if (list.startsWith("[") && list.endsWith("]")) {
      list = list.substring(1, list.length() - 1);
    }
    Set<MetricAlias> named = EnumSet.noneOf(MetricAlias.class);
    for (String word : list.split(",", -1)) {
      String plain = word.strip();
      if (plain.isEmpty() || plain.equals("none")) {
        continue;
      }
      if (plain.equals("all")) {
        named.addAll(EnumSet.allOf(MetricAlias.class));
        continue;
      }
      named.add(
          Arrays.stream(values())
              .filter(each -> each.word().equals(plain))
              .findFirst()
              .orElseThrow(() ->
                  NoriaException.invalid(
                      "%s: %s (expected: some of %s, or all)".formatted(source, plain, words()))));
    }
    return named;
  }

  private static List<String> words() {
    return Arrays.stream(values()).map(MetricAlias::word).toList();
  }

  /** Writes the families of these, which have no name in common. */
  public static void write(PrometheusText out, Serving serving, Set<MetricAlias> which) {
    if (!which.isEmpty()) {
      Picture picture = Picture.of(serving);
      EnumSet.copyOf(which).forEach(each -> each.names.write(out, picture));
    }
  }
}
