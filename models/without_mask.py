"""Make the pose bundles of this folder from Google's: ``python models/without_mask.py IN OUT``.

The landmark network answers with five tensors, the third of which is a mask of the body that
formcheck never looks at. Here the mask becomes zero everywhere (same name, place and shape), and
the layers, weights and tensors that only it needed are left out. Everything else is written as
it was read, so that the other four answers stay the same to the last bit. The network is read
and written with the TensorFlow Lite schema that MediaPipe brings along.

The zeros are made by two layers that cost nothing, not stored: of a stored answer MediaPipe
1.2.3 says on every picture that it is one. A tensor that is named twice it mixes up; whether it
would take four answers was not tried.
"""

import struct
import sys
import zipfile
from pathlib import Path

import flatbuffers
import numpy as np
from mediapipe.tasks.metadata import schema_py_generated as schema

NETWORK = "pose_landmarks_detector.tflite"
PRESENCE, MASK = 1, 2
MASK_SHAPE = (1, 256, 256, 1)
ALIGNMENT = 16  # bytes, that of weights in a network and of networks in a bundle
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PADDING_FIELD = 0xD935  # the zip field that Android's zipalign pads with


class _Aligned(schema.BufferT):
    """Weights at an address that fits the schema's `force_align`, which Python passes over."""

    def Pack(self, builder):  # noqa: N802 - the name that the generated code calls
        data = None
        if self.data is not None:
            content = np.asarray(self.data, np.uint8).tobytes()
            builder.StartVector(1, len(content), ALIGNMENT)
            builder.head = builder.Head() - len(content)
            builder.Bytes[builder.Head() : builder.Head() + len(content)] = content
            data = builder.EndVector()
        schema.BufferStart(builder)
        if data is not None:
            schema.BufferAddData(builder, data)
        return schema.BufferEnd(builder)


def without_mask(network: bytes) -> bytes:
    """Return the landmark network with a constant in place of its mask."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(network, 0))
    (graph,) = model.subgraphs
    mask = graph.outputs[MASK]
    tensor = graph.tensors[mask]
    if tuple(tensor.shape) != MASK_SHAPE or tensor.type != schema.TensorType.FLOAT32:
        sys.exit(f"output {MASK} of this network is no mask: {tensor.name}, {tensor.shape}")
    graph.operators = _needed(graph, [o for o in graph.outputs if o != mask])
    _make_zeros(model, graph.outputs[PRESENCE], mask)
    _drop_tensors(graph)
    _drop_buffers(model)
    builder = flatbuffers.Builder(len(network))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _needed(graph, outputs):
    """Operators that these outputs depend on, in the order in which they run."""
    made_by = {made: op for op in graph.operators for made in op.outputs}
    needed, open_ends = set(), list(outputs)
    while open_ends:
        op = made_by.get(open_ends.pop())
        if op is not None and id(op) not in needed:
            needed.add(id(op))
            open_ends.extend(op.inputs)
    return [op for op in graph.operators if id(op) in needed]


def _make_zeros(model, presence, mask):
    """Add the layers that fill the mask: zero in the shape of `presence`, made as large."""
    (graph,) = model.subgraphs
    one = graph.tensors[presence]
    zero = _tensor(model, b"no_mask", one.type, one.shape)
    shape = _tensor(
        model,
        b"no_mask/shape",
        schema.TensorType.INT32,
        [len(MASK_SHAPE)],
        np.array(MASK_SHAPE, "<i4").view(np.uint8),
    )
    kinds = schema.BuiltinOperator
    zeros = _operator(model, kinds.ZEROS_LIKE, 1, [presence], [zero])
    zeros.builtinOptionsType = schema.BuiltinOptions.ZerosLikeOptions
    zeros.builtinOptions = schema.ZerosLikeOptionsT()
    broadcast = _operator(model, kinds.BROADCAST_TO, 2, [zero, shape], [mask])
    broadcast.builtinOptionsType = schema.BuiltinOptions.BroadcastToOptions
    broadcast.builtinOptions = schema.BroadcastToOptionsT()
    graph.operators += [zeros, broadcast]


def _tensor(model, name, kind, shape, content=None):
    """Append a tensor; its number."""
    tensors = model.subgraphs[0].tensors
    model.buffers.append(_Aligned(content))
    tensors.append(
        schema.TensorT(name=name, type=kind, shape=list(shape), buffer=len(model.buffers) - 1)
    )
    return len(tensors) - 1


def _operator(model, kind, version, inputs, outputs):
    model.operatorCodes.append(
        schema.OperatorCodeT(
            deprecatedBuiltinCode=min(kind, 127), builtinCode=kind, version=version
        )
    )
    code = len(model.operatorCodes) - 1
    return schema.OperatorT(opcodeIndex=code, inputs=inputs, outputs=outputs)


def _drop_tensors(graph):
    lists = [graph.inputs, graph.outputs]
    lists += [some for op in graph.operators for some in (op.inputs, op.outputs)]
    used = sorted({int(number) for some in lists for number in some if number >= 0})
    new = {old: number for number, old in enumerate(used)} | {-1: -1}
    graph.tensors = [graph.tensors[old] for old in used]
    graph.inputs = [new[number] for number in graph.inputs]
    graph.outputs = [new[number] for number in graph.outputs]
    for op in graph.operators:
        op.inputs = [new[number] for number in op.inputs]
        op.outputs = [new[number] for number in op.outputs]


def _drop_buffers(model):
    (graph,) = model.subgraphs
    named = [*graph.tensors, *(model.metadata or [])]
    # Buffer 0 is the empty one by definition, and stands for "no data".
    older = [int(number) for number in model.metadataBuffer]  # metadata as once written
    used = [0, *sorted({entry.buffer for entry in named}.union(older) - {0})]
    new = {old: number for number, old in enumerate(used)}
    model.buffers = [_Aligned(model.buffers[old].data) for old in used]
    model.metadataBuffer = [new[number] for number in older]
    for entry in named:
        entry.buffer = new[entry.buffer]


def bundle(files: dict[str, bytes], path: Path) -> None:
    """Write an uncompressed zip whose files begin at multiples of `ALIGNMENT`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            begin = archive.fp.tell() + zipfile.sizeFileHeader + len(name) + 4
            padding = -begin % ALIGNMENT
            entry.extra = struct.pack("<HH", _PADDING_FIELD, padding) + bytes(padding)
            archive.writestr(entry, content)


def main() -> None:
    """Read one bundle, write the other."""
    if len(sys.argv) != 3:
        sys.exit(__doc__.splitlines()[0])
    with zipfile.ZipFile(sys.argv[1]) as archive:
        files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    files[NETWORK] = without_mask(files[NETWORK])
    bundle(files, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
