package io.noria.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleInfoTest {
  private static final BundleInfo FLIGHTS =
      BundleInfo.trees(
          new Signature(
              List.of(
                  new FeatureColumn("carrier", FeatureColumn.Type.STRING, List.of("AA", "UA")),
                  FeatureColumn.of("distance", FeatureColumn.Type.DOUBLE))),
          BundleInfo.Objective.BINARY,
          "late",
          List.of("0", "1"),
          List.of("dataset_version:flights@2013-03"));

  @Test
  void theFileIsPlainAndComesBack() {
    assertThat(FLIGHTS.toJson())
        .contains("\"type\":\"string\"")
        .contains("\"objective\":\"binary\"")
        .contains("\"categories\":[\"AA\",\"UA\"]");
    assertThat(BundleInfo.fromJson(FLIGHTS.toJson())).isEqualTo(FLIGHTS);
    assertThat(
            BundleInfo.fromJson(
                FLIGHTS
                    .toJson()
                    .replace("\"classes\":[\"0\",\"1\"],", "")
                    .replace("\"runtime\":\"trees\",", "")))
        .as("the first bundles named two labels and no runtime")
        .isEqualTo(FLIGHTS);
    assertThatThrownBy(() -> BundleInfo.fromJson("[]")).isInstanceOf(NoriaException.class);
  }

  @Test
  void whatAHandWrittenFileLacksIsNamed() {
    String file =
        """
        {"format": 1, "signature": {"features": [{"name": "x", "type": "double"}]},
         "objective": "regression", "target": "y"}\
        """;
    BundleInfo least = BundleInfo.fromJson(file);
    assertThat(least.signature().names()).containsExactly("x");
    assertThat(least.trainedOn()).isEmpty();
    assertThatThrownBy(() -> BundleInfo.fromJson(file.replace("\"target\": \"y\"", "\"a\": 1")))
        .hasMessage("noria.json: target: nothing (expected: a value)");
    assertThatThrownBy(() -> BundleInfo.fromJson(file.replace("double", "float")))
        .hasMessageContaining("noria.json: type of x: float (expected: one of ");
    assertThatThrownBy(() -> BundleInfo.fromJson(file.replace("regression", "ranking")))
        .hasMessage(
            "noria.json: objective: ranking (expected: one of binary, multiclass, regression)");
  }

  @Test
  void itKnowsTheDigestsOfTheFilesBesideIt(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("code"));
    Files.writeString(folder.resolve("code/predict.py"), "abc");
    Files.writeString(folder.resolve(BundleInfo.FILE), "itself");
    BundleInfo info = FLIGHTS.withFilesOf(folder);
    assertThat(info.files())
        .containsExactly(
            Map.entry(
                "code/predict.py",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assertThat(BundleInfo.fromJson(info.toJson())).isEqualTo(info);
    assertThat(FLIGHTS.toJson()).doesNotContain("files");
  }

  @Test
  void aColumnComesOnceAndIsFoundByName() {
    FeatureColumn a = FeatureColumn.of("a", FeatureColumn.Type.LONG);
    assertThat(new Signature(List.of(a)).find("a")).contains(a);
    assertThat(new Signature(List.of(a)).names()).containsExactly("a");
    assertThatThrownBy(() -> new Signature(List.of(a, a))).hasMessageContaining("'a' twice");
    assertThatThrownBy(() -> new Signature(List.of())).hasMessageContaining("no columns");
  }
}
