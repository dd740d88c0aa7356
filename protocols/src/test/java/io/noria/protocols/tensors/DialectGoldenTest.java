package io.noria.protocols.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.protocols.azureml.AzureApi;
import io.noria.protocols.http.Routes;
import io.noria.protocols.kservev1.KserveApi;
import io.noria.protocols.mlflowscoring.ScoringApi;
import io.noria.protocols.sagemaker.SagemakerApi;
import io.noria.protocols.tfserving.TfServingApi;
import io.noria.protocols.torchserve.TorchApi;
import io.noria.protocols.vertex.VertexApi;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each dialect's questions and answers, as files: {@code > METHOD PATH}, headers behind {@code >},
 * the body, then {@code <} and the answer's status and body.
 */
class DialectGoldenTest {
  private record Pair(
      String method, String path, List<String> headers, String body, String answer) {}

  private static List<Pair> pairs(String name) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    try (InputStream in = DialectGoldenTest.class.getResourceAsStream("/dialects/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String block : text.split("\n\n")) {
        pairs.add(pair(block));
      }
    }
    return pairs;
  }

  private static Pair pair(String block) {
    String first = null;
    List<String> headers = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    for (String line : block.split("\n")) {
      if (line.startsWith("> ") && first == null) {
        first = line.substring(2);
      } else if (line.startsWith("> ")) {
        headers.addAll(List.of(line.substring(2).split(": ", 2)));
      } else if (line.startsWith("< ") || !answer.isEmpty()) {
        answer.append(answer.isEmpty() ? "" : "\n").append(line.replaceFirst("^< ", ""));
      } else if (!line.startsWith("#")) {
        body.append(body.isEmpty() ? "" : "\n").append(line);
      }
    }
    String[] words = first.split(" ", 2);
    return new Pair(words[0], words[1], headers, body.toString(), answer.toString());
  }

  private Stream<DynamicTest> tests(String name, BiFunction<FakeModels, String, Routes> routes)
      throws Exception {
    return pairs(name + ".txt").stream()
        .map(pair ->
            DynamicTest.dynamicTest(
                pair.method() + " " + pair.path() + " " + pair.body(),
                () -> {
                  for (String prefix : new String[] {"/at/" + name, ""}) {
                    FakeModels models = new FakeModels();
                    try (var server = new DialectServer(routes.apply(models, prefix))) {
                      String answer =
                          server.ask(
                              pair.method(),
                              prefix + pair.path(),
                              pair.body().replace("\\r", "\r"),
                              pair.headers().toArray(String[]::new));
                      if (pair.answer().endsWith("…")) {
                        assertThat(answer)
                            .startsWith(pair.answer().substring(0, pair.answer().length() - 1));
                      } else {
                        assertThat(answer).isEqualTo(pair.answer());
                      }
                    }
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> tensorflowServing() throws Exception {
    return tests("tfserving", TfServingApi::routes);
  }

  @TestFactory
  Stream<DynamicTest> kserve() throws Exception {
    return tests("kserve", KserveApi::routes);
  }

  @TestFactory
  Stream<DynamicTest> mlflowScoring() throws Exception {
    return tests("mlflow-scoring", (models, at) -> ScoringApi.routes(models, "3.1", at));
  }

  @TestFactory
  Stream<DynamicTest> sagemaker() throws Exception {
    return tests("sagemaker", SagemakerApi::routes);
  }

  @TestFactory
  Stream<DynamicTest> vertex() throws Exception {
    return tests("vertex", (models, at) -> VertexApi.routes(models, at, name -> null));
  }

  @TestFactory
  Stream<DynamicTest> azureml() throws Exception {
    return tests("azureml", AzureApi::routes);
  }

  @TestFactory
  Stream<DynamicTest> torchserve() throws Exception {
    return tests("torchserve", TorchApi::routes);
  }
}
