"""Stubs out of the descriptions of messages, as a compiler of protocols would make them."""

import os
from pathlib import Path

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_files = descriptor_pb2.FileDescriptorSet.FromString(
    Path(os.environ["NORIA_DESCRIPTORS"]).read_bytes()
)
_pool = descriptor_pool.DescriptorPool()
for _file in _files.file:
    _pool.Add(_file)


def kind(name):
    return message_factory.GetMessageClass(_pool.FindMessageTypeByName(name))


class Stub:
    """A service: its methods are attributes."""

    def __init__(self, channel: grpc.Channel, service: str):
        for method in _pool.FindServiceByName(service).methods:
            asked, answered = method.client_streaming, method.server_streaming
            make = getattr(
                channel,
                ("stream" if asked else "unary") + "_" + ("stream" if answered else "unary"),
            )
            setattr(
                self,
                method.name,
                make(
                    f"/{service}/{method.name}",
                    request_serializer=lambda message: message.SerializeToString(),
                    response_deserializer=kind(method.output_type.full_name).FromString,
                ),
            )
