package io.noria.protocols.oip.grpc;

import io.noria.protocols.http.grpc.GrpcService;
import io.noria.protocols.http.trace.TraceSettings;
import io.noria.protocols.oip.Fixed;
import io.noria.protocols.oip.Repository;
import io.noria.protocols.oip.TraceApi;
import io.noria.protocols.oip.grpc.proto.CudaSharedMemoryRegisterRequest;
import io.noria.protocols.oip.grpc.proto.CudaSharedMemoryStatusRequest;
import io.noria.protocols.oip.grpc.proto.CudaSharedMemoryStatusResponse;
import io.noria.protocols.oip.grpc.proto.CudaSharedMemoryUnregisterRequest;
import io.noria.protocols.oip.grpc.proto.CudaSharedMemoryUnregisterResponse;
import io.noria.protocols.oip.grpc.proto.LogSettingsRequest;
import io.noria.protocols.oip.grpc.proto.LogSettingsResponse;
import io.noria.protocols.oip.grpc.proto.RepositoryIndexRequest;
import io.noria.protocols.oip.grpc.proto.RepositoryIndexResponse;
import io.noria.protocols.oip.grpc.proto.RepositoryModelLoadRequest;
import io.noria.protocols.oip.grpc.proto.RepositoryModelLoadResponse;
import io.noria.protocols.oip.grpc.proto.RepositoryModelUnloadRequest;
import io.noria.protocols.oip.grpc.proto.RepositoryModelUnloadResponse;
import io.noria.protocols.oip.grpc.proto.SystemSharedMemoryRegisterRequest;
import io.noria.protocols.oip.grpc.proto.SystemSharedMemoryStatusRequest;
import io.noria.protocols.oip.grpc.proto.SystemSharedMemoryStatusResponse;
import io.noria.protocols.oip.grpc.proto.SystemSharedMemoryUnregisterRequest;
import io.noria.protocols.oip.grpc.proto.SystemSharedMemoryUnregisterResponse;
import io.noria.protocols.oip.grpc.proto.TraceSettingRequest;
import io.noria.protocols.oip.grpc.proto.TraceSettingResponse;
import io.noria.serving.Serving;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients of Triton ask of the server itself: its repository, and settings that stay. */
final class ServerCalls {
  private final Serving serving;
  private final Repository repository;
  private final @Nullable TraceSettings traces;

  private ServerCalls(Serving serving, Repository repository, @Nullable TraceSettings traces) {
    this.serving = serving;
    this.repository = repository;
    this.traces = traces;
  }

  static void add(
      GrpcService service, Serving serving, Repository repository, @Nullable TraceSettings traces) {
    ServerCalls own = new ServerCalls(serving, repository, traces);
    service
        .unary("RepositoryIndex", RepositoryIndexRequest.parser(), (x, c) -> own.index(x))
        .unary("RepositoryModelLoad", RepositoryModelLoadRequest.parser(), (x, c) -> own.load(x))
        .unary(
            "RepositoryModelUnload", RepositoryModelUnloadRequest.parser(), (x, c) -> own.unload(x))
        .unary("TraceSetting", TraceSettingRequest.parser(), (x, c) -> own.trace(x))
        .unary("LogSettings", LogSettingsRequest.parser(), (x, c) -> log(x));
    sharedMemory(service);
  }

  private RepositoryIndexResponse index(RepositoryIndexRequest request) {
    return Messages.of(
        RepositoryIndexResponse.getDefaultInstance(),
        Map.of("models", repository.index(request.getReady())));
  }

  private RepositoryModelLoadResponse load(RepositoryModelLoadRequest request) {
    repository.load(request.getModelName(), request.getParametersMap().keySet());
    return RepositoryModelLoadResponse.getDefaultInstance();
  }

  private RepositoryModelUnloadResponse unload(RepositoryModelUnloadRequest request) {
    repository.unload(request.getModelName());
    return RepositoryModelUnloadResponse.getDefaultInstance();
  }

  private TraceSettingResponse trace(TraceSettingRequest request) {
    String deployment =
        request.getModelName().isEmpty()
            ? null
            : serving.deployments().get(request.getModelName()).name();
    Map<String, @Nullable List<String>> wanted = new LinkedHashMap<>();
    request.getSettingsMap().forEach((name, value) -> wanted.put(name, value.getValueList()));
    TraceSettingResponse.Builder out = TraceSettingResponse.newBuilder();
    TraceApi.change(traces, deployment, wanted)
        .forEach((name, value) -> {
          TraceSettingResponse.SettingValue.Builder each =
              TraceSettingResponse.SettingValue.newBuilder();
          for (Object one : value instanceof List<?> list ? list : List.of(value)) {
            each.addValue(one.toString());
          }
          out.putSettings(name, each.build());
        });
    return out.build();
  }

  private static LogSettingsResponse log(LogSettingsRequest request) {
    request
        .getSettingsMap()
        .forEach((name, value) ->
            Fixed.require(
                Fixed.LOG,
                name,
                switch (value.getParameterChoiceCase()) {
                  case BOOL_PARAM -> Boolean.toString(value.getBoolParam());
                  case UINT32_PARAM -> Integer.toUnsignedString(value.getUint32Param());
                  case STRING_PARAM -> value.getStringParam();
                  case PARAMETERCHOICE_NOT_SET -> null;
                },
                "the log"));
    LogSettingsResponse.Builder out = LogSettingsResponse.newBuilder();
    Fixed.LOG.forEach((name, value) -> {
      LogSettingsResponse.SettingValue.Builder each = LogSettingsResponse.SettingValue.newBuilder();
      switch (value) {
        case Boolean truth -> each.setBoolParam(truth);
        case Number number -> each.setUint32Param(number.intValue());
        default -> each.setStringParam(value.toString());
      }
      out.putSettings(name, each.build());
    });
    return out.build();
  }

  /** There are no regions, and none can be made: a name from the network is no right to memory. */
  private static void sharedMemory(GrpcService service) {
    service
        .unary(
            "SystemSharedMemoryStatus",
            SystemSharedMemoryStatusRequest.parser(),
            (x, c) -> {
              requireNone(x.getName());
              return SystemSharedMemoryStatusResponse.getDefaultInstance();
            })
        .unary(
            "SystemSharedMemoryRegister",
            SystemSharedMemoryRegisterRequest.parser(),
            (x, c) -> {
              throw Fixed.refusedRegion(x.getName());
            })
        .unary(
            "SystemSharedMemoryUnregister",
            SystemSharedMemoryUnregisterRequest.parser(),
            (x, c) -> SystemSharedMemoryUnregisterResponse.getDefaultInstance())
        .unary(
            "CudaSharedMemoryStatus",
            CudaSharedMemoryStatusRequest.parser(),
            (x, c) -> {
              requireNone(x.getName());
              return CudaSharedMemoryStatusResponse.getDefaultInstance();
            })
        .unary(
            "CudaSharedMemoryRegister",
            CudaSharedMemoryRegisterRequest.parser(),
            (x, c) -> {
              throw Fixed.refusedRegion(x.getName());
            })
        .unary(
            "CudaSharedMemoryUnregister",
            CudaSharedMemoryUnregisterRequest.parser(),
            (x, c) -> CudaSharedMemoryUnregisterResponse.getDefaultInstance());
  }

  private static void requireNone(String region) {
    if (!region.isEmpty()) {
      throw Fixed.noRegion(region);
    }
  }
}
