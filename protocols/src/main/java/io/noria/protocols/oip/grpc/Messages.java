package io.noria.protocols.oip.grpc;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * Messages out of what the same protocol says in JSON, so that both tell the same: fields by their
 * names, enums by the names of their values.
 */
final class Messages {
  private Messages() {}

  /** The message with these fields; what it has no field for is left out. */
  @SuppressWarnings("unchecked")
  static <M extends Message> M of(M kind, Map<String, Object> fields) {
    return (M) filled(kind.newBuilderForType(), fields).build();
  }

  private static Message.Builder filled(Message.Builder out, Map<String, Object> fields) {
    fields.forEach((name, value) -> {
      FieldDescriptor field = out.getDescriptorForType().findFieldByName(name);
      if (field == null) {
        return;
      }
      if (field.isMapField()) {
        map(value)
            .forEach((key, each) -> {
              Message.Builder entry = out.newBuilderForField(field);
              FieldDescriptor of = field.getMessageType().findFieldByName("value");
              entry.setField(field.getMessageType().findFieldByName("key"), key);
              entry.setField(of, value(entry, of, each));
              out.addRepeatedField(field, entry.build());
            });
      } else if (field.isRepeated()) {
        for (Object each : list(value)) {
          out.addRepeatedField(field, value(out, field, each));
        }
      } else {
        out.setField(field, value(out, field, value));
      }
    });
    return out;
  }

  private static Object value(Message.Builder out, FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case MESSAGE -> filled(out.newBuilderForField(field), map(value)).build();
      case ENUM -> enumOf(field, value.toString());
      case INT -> ((Number) value).intValue();
      case LONG -> ((Number) value).longValue();
      default -> value;
    };
  }

  private static EnumValueDescriptor enumOf(FieldDescriptor field, String name) {
    EnumValueDescriptor value = field.getEnumType().findValueByName(name);
    if (value == null) {
      throw new IllegalStateException(field.getFullName() + ": " + name);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Collection<?> list(Object value) {
    return value instanceof long[] longs
        ? Arrays.stream(longs).boxed().toList()
        : (Collection<?>) value;
  }
}
