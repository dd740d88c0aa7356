package io.noria.dist.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CurlLineTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String line(String deployment) throws Exception {
    return CurlLine.of("http://127.0.0.1:7600", JSON.readTree(deployment));
  }

  @Test
  void givesEachColumnAValueOfItsType() throws Exception {
    assertThat(
            line(
                """
                {"name":"m","signature":{"columns":[{"name":"wind","type":"double"},
                 {"name":"hour","type":"long"},{"name":"holiday","type":"boolean"},
                 {"name":"airline's","type":"string","categories":["AA","B6"]},
                 {"name":"tail","type":"string"}]}}
                """))
        .isEqualTo(
            "curl -s http://127.0.0.1:7600/deployments/m/predict -H 'Content-Type:"
                + " application/json' -d '{\"features\":{\"wind\":0.5,\"hour\":1,\"holiday\":true,"
                + "\"airline'\\''s\":\"AA\",\"tail\":\"text\"}}'");
  }

  @Test
  void givesManyColumnsInTheirOrder() throws Exception {
    StringBuilder columns = new StringBuilder("{\"name\":\"f0\",\"type\":\"double\"}");
    for (int i = 1; i < 40; i++) {
      columns.append(",{\"name\":\"f").append(i).append("\",\"type\":\"double\"}");
    }
    assertThat(line("{\"name\":\"m\",\"signature\":{\"columns\":[" + columns + "]}}"))
        .contains("{\"features\":[0.5,0.5,");
  }

  @Test
  void asksInTensorsWhatTakesNoRows() throws Exception {
    assertThat(
            line(
                """
                {"name":"m","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]},
                 {"name":"t","datatype":"BYTES","shape":[-1]}]}
                """))
        .isEqualTo(
            "curl -s http://127.0.0.1:7600/v2/models/m/infer -H 'Content-Type: application/json' -d"
                + " '{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[0.5,0.5]},"
                + "{\"name\":\"t\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"text\"]}]}'");
    assertThat(line("{\"name\":\"m\"}")).isEmpty();
  }

  @Test
  void theShellWritesALargeTensor() throws Exception {
    String line =
        line(
            """
            {"name":"m","inputs":[{"name":"image","datatype":"FP32","shape":[-1,3,64,64]},
             {"name":"k","datatype":"INT64","shape":[1]}]}
            """);
    String bodyOnly = line.replaceAll("\\| curl .*$", "| cat");
    Process shell = new ProcessBuilder("bash", "-c", bodyOnly).start();
    byte[] body = shell.getInputStream().readAllBytes();
    assertThat(shell.waitFor()).as(line).isZero();
    JsonNode sent = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    assertThat(sent.at("/inputs/0/data").size()).isEqualTo(3 * 64 * 64);
    assertThat(sent.at("/inputs/0/shape").toString()).isEqualTo("[1,3,64,64]");
    assertThat(sent.at("/inputs/1/data").toString()).isEqualTo("[1]");
  }
}
