package io.noria.protocols.http.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.noria.base.NoriaException;
import io.noria.base.Observed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final SpanQueue.Limits QUICK =
      new SpanQueue.Limits(4, 100, Duration.ofMillis(1), Duration.ofMillis(1));

  private final LinkedBlockingQueue<FinishedSpan> sent = new LinkedBlockingQueue<>();
  private final TraceSettings settings = new TraceSettings();

  private Tracing tracing(String sampler) {
    return new Tracing(
        Sampler.of(sampler, "0.25", "test"), new SpanQueue(sent::addAll, QUICK), settings);
  }

  private static Headers headers(@Nullable String parent) {
    WritableHeaders<?> headers = WritableHeaders.create();
    if (parent != null) {
      headers.set(HeaderNames.create("traceparent"), parent);
      headers.set(HeaderNames.create("tracestate"), "a=1,b=2");
    }
    return headers;
  }

  private FinishedSpan next() throws InterruptedException {
    return sent.take();
  }

  @Test
  void aRequestsSpanIsBelowTheCallersAndItsPartsAreBelowIt() throws Exception {
    try (Tracing tracing = tracing("parentbased_always_on")) {
      long began = System.nanoTime();
      RequestSpan span =
          Objects.requireNonNull(tracing.begin("oip", "POST /x", headers(PARENT), began));
      span.says("noria.deployment", "flights");
      span.says("noria.rows", 3);
      span.part("read", Observed.CAME, began + 10);
      span.part("model", began + 10, began + 30);
      span.end(false);
      span.end(true);
      FinishedSpan done = next();
      assertThat(done.trace()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
      assertThat(done.parent()).isEqualTo(0xb7ad6b7169203331L);
      assertThat(done.state()).isEqualTo("a=1,b=2");
      assertThat(done.error()).isFalse();
      assertThat(done.attributes()).containsEntry("noria.rows", 3L);
      assertThat(done.parts())
          .extracting(FinishedSpan.Part::name)
          .containsExactly("read", "model", "answer");
      assertThat(done.parts().getFirst().began()).isEqualTo(done.began());
      assertThat(done.parts().get(1).ended() - done.parts().get(1).began()).isEqualTo(20);
      assertThat(done.parts().get(2).ended()).isEqualTo(done.ended());
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void whoseCallerKeepsNothingIsNotKept() {
    String off = PARENT.substring(0, 53) + "00";
    try (Tracing tracing = tracing("parentbased_always_on")) {
      assertThat(tracing.begin("oip", "x", headers(off), 0)).isNull();
      assertThat(tracing.begin("oip", "x", headers(null), 0)).isNotNull();
    }
    try (Tracing tracing = tracing("always_on")) {
      assertThat(tracing.begin("oip", "x", headers(off), 0)).isNotNull();
    }
    try (Tracing tracing = tracing("parentbased_always_off")) {
      assertThat(tracing.begin("oip", "x", headers(null), 0)).isNull();
      assertThat(tracing.begin("oip", "x", headers(PARENT), 0)).isNotNull();
    }
  }

  @Test
  void aShareIsKeptByTheTracesId() {
    try (Tracing tracing = tracing("traceidratio")) {
      int kept = 0;
      for (int i = 0; i < 4000; i++) {
        kept += tracing.begin("oip", "x", headers(null), 0) == null ? 0 : 1;
      }
      assertThat(kept).isBetween(850, 1150);
      assertThat(tracing.begin("oip", "x", headers(PARENT), 0))
          .as("the same for everybody: 8448eb… is above a quarter without its first bit")
          .isNotNull();
    }
  }

  @Test
  void wrongParentsBeginATrace() {
    for (String wrong :
        List.of(
            "",
            "x",
            PARENT.toUpperCase(java.util.Locale.ROOT),
            "ff" + PARENT.substring(2),
            PARENT + "-more",
            PARENT.replace("0af7651916cd43dd8448eb211c80319c", "0".repeat(32)),
            PARENT.replace("b7ad6b7169203331", "0".repeat(16)))) {
      assertThat(TraceParent.of(wrong, null)).as(wrong).isNull();
    }
    assertThat(TraceParent.of("01" + PARENT.substring(2) + "-more", null)).isNotNull();
    assertThat(Objects.requireNonNull(TraceParent.of(PARENT, "x".repeat(513))).state()).isEmpty();
  }

  @Test
  void beyondTheQueueSpansAreDroppedAndNobodyWaits() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    SpanQueue queue =
        new SpanQueue(
            spans -> {
              begun.countDown();
              go.await();
              sent.addAll(spans);
            },
            new SpanQueue.Limits(4, 1, Duration.ofMillis(1), Duration.ofMillis(1)));
    try (Tracing tracing = new Tracing(Sampler.of("always_on", "", "test"), queue, settings)) {
      Runnable request =
          () ->
              Objects.requireNonNull(tracing.begin("oip", "x", headers(null), System.nanoTime()))
                  .end(false);
      request.run();
      begun.await();
      for (int i = 0; i < 10; i++) {
        request.run();
      }
      assertThat(tracing.figures()).isEqualTo(new SpanQueue.Figures(0, 6, 0, 4));
      go.countDown();
      Awaitility.await().until(() -> tracing.figures().sent() == 5);
    }
  }

  @Test
  void whatIsNotTakenIsTriedAgainAndThenGivenUp() {
    var tries = new AtomicInteger();
    SpanQueue queue =
        new SpanQueue(
            spans -> {
              tries.incrementAndGet();
              throw new SpanExporter.Refused("no", true);
            },
            QUICK);
    try (Tracing tracing = new Tracing(Sampler.of("always_on", "", "test"), queue, settings)) {
      Objects.requireNonNull(tracing.begin("oip", "x", headers(null), 0)).end(false);
      Awaitility.await().until(() -> tracing.figures().failed() == 1);
      assertThat(tries).hasValue(5);
    }
  }

  @Test
  void callersSayHowManyAndOfWhat() throws Exception {
    settings.change(null, now -> new TraceSettings.Setting(true, 3, -1));
    settings.change("quiet", now -> new TraceSettings.Setting(false, 1, -1));
    settings.change("few", now -> new TraceSettings.Setting(true, 1, 2));
    try (Tracing tracing = tracing("always_on")) {
      for (String deployment : List.of("any", "quiet", "few")) {
        for (int i = 0; i < 6; i++) {
          RequestSpan span =
              Objects.requireNonNull(
                  tracing.begin("oip", deployment, headers(null), System.nanoTime()));
          span.says("noria.deployment", deployment);
          span.end(false);
          while (tracing.figures().queued() > 0) {
            Thread.onSpinWait();
          }
        }
      }
    }
    List<String> names = new ArrayList<>();
    sent.forEach(span -> names.add(span.name()));
    assertThat(names).containsExactly("any", "any", "few", "few");
    assertThat(settings.get("few").count()).isZero();
  }

  @Test
  void samplersAreNamed() {
    assertThatThrownBy(() -> Sampler.of("some", "", "noria.tracing.sampler"))
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("noria.tracing.sampler: some (expected: always_on,");
    assertThatThrownBy(() -> Sampler.of("traceidratio", "2", "x"))
        .hasMessageContaining("the share 2 (expected: a number from 0 to 1)");
  }

  @Test
  void onlyWhatMayAskAModelIsASpan() {
    assertThat(Tracing.concerns("oip", "POST", false)).isTrue();
    assertThat(Tracing.concerns("oip", "GET", false)).isFalse();
    assertThat(Tracing.concerns("mlflow", "POST", false)).isFalse();
  }
}
