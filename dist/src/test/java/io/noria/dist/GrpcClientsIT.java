package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.noria.protocols.tfserving.grpc.proto.TfServing;
import io.noria.protocols.torchserve.grpc.proto.TorchInference;
import io.noria.protocols.torchserve.grpc.proto.TorchManagement;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real clients of gRPC, unmodified, against the built program. */
class GrpcClientsIT {
  private static final Pattern GRPC_PORT = Pattern.compile("grpc_port=(\\d+)");
  private static final List<String> COLUMNS = List.of("a", "b", "c");

  @TempDir private Path temp;

  @Test
  void clientsOfEveryProtocolDoTheirEverydayWork() throws Exception {
    Path log = temp.resolve("server.log");
    try (NoriaProcess server = NoriaProcess.server(log, "--ephemeral", "--grpc-port", "0")) {
      register(server, "trees", List.of("ash", "birch", "cedar"));
      register(server, "height", List.of());
      register(server, "spare", List.of());
      for (String name : List.of("trees", "height")) {
        TinyModel.alias(server, name, "live", "1");
        TinyModel.deploy(server, name, "live");
      }
      Matcher port = GRPC_PORT.matcher(Files.readString(log));
      assertThat(port.find()).as("the log names the port of gRPC alone").isTrue();
      pytest(server, port.group(1));
    }
  }

  /** Of classes the one whose column is largest; without classes 10 and the columns' sum. */
  private static void register(NoriaProcess server, String name, List<String> classes)
      throws Exception {
    boolean number = classes.isEmpty();
    BundleInfo info =
        new BundleInfo(
            1,
            new Signature(
                COLUMNS.stream()
                    .map(each -> FeatureColumn.of(each, FeatureColumn.Type.DOUBLE))
                    .toList()),
            number ? BundleInfo.Objective.REGRESSION : BundleInfo.Objective.MULTICLASS,
            "y",
            classes,
            0.5,
            List.of(),
            BundleInfo.Runtime.LINEAR,
            "");
    LinearModel linear =
        new LinearModel(
            number ? List.of(10.0) : List.of(0.0, 0.0, 0.0),
            COLUMNS.stream()
                .map(each -> (LinearModel.Encoded) new LinearModel.Number(each, 0, 1))
                .toList(),
            number
                ? List.of(List.of(1.0), List.of(1.0), List.of(1.0))
                : List.of(List.of(3.0, 0.0, 0.0), List.of(0.0, 3.0, 0.0), List.of(0.0, 0.0, 3.0)));
    TinyModel.register(server, name, info, linear);
  }

  private void pytest(NoriaProcess server, String grpcPort) throws Exception {
    Path output = temp.resolve("pytest.log");
    ProcessBuilder pytest =
        new ProcessBuilder(
                Python.executable(),
                "-m",
                "pytest",
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                Path.of("src/test/python/grpc").toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    pytest.environment().put("NORIA_URL", server.url());
    pytest.environment().put("NORIA_GRPC_PORT", grpcPort);
    pytest.environment().put("NORIA_DESCRIPTORS", descriptors().toString());
    pytest.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = pytest.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("pytest ended in time").isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  /** The descriptions of messages, each behind those that it needs. */
  private Path descriptors() throws Exception {
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    collect(TfServing.getDescriptor(), files);
    collect(TorchInference.getDescriptor(), files);
    collect(TorchManagement.getDescriptor(), files);
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    files.values().forEach(file -> set.addFile(file.toProto()));
    return Files.write(temp.resolve("descriptors.bin"), set.build().toByteArray());
  }

  private static void collect(FileDescriptor file, Map<String, FileDescriptor> into) {
    file.getDependencies().forEach(each -> collect(each, into));
    into.putIfAbsent(file.getName(), file);
  }
}
