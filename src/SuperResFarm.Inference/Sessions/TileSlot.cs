using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>
/// The buffers of one tile on its way through a lane, owned by the engine's allocator and bound to runs as they are:
/// no copy on the way in or out.
/// </summary>
public sealed class TileSlot : IDisposable
{
    /// <summary>Allocates buffers for tiles of one shape.</summary>
    /// <param name="shape">Tile in source pixels.</param>
    /// <param name="engine">The engine that will run them: gives channels, depth and scale.</param>
    public TileSlot(TileShape shape, ITileEngine engine)
        : this(shape, engine.Channels, engine.Depth, engine.Scale)
    {
    }

    internal TileSlot(TileShape shape, int channels, SampleDepth depth, int scale)
    {
        Shape = shape;
        var element = depth == SampleDepth.Eight ? TensorElementType.UInt8 : TensorElementType.UInt16;
        InputTensor = Allocate(element, shape.Height, shape.Width, channels);
        OutputTensor = Allocate(element, (long)shape.Height * scale, (long)shape.Width * scale, channels);
    }

    /// <summary>Tile in source pixels.</summary>
    public TileShape Shape { get; }

    /// <summary>Samples of the source tile: height x width x channels, rows without gaps.</summary>
    public Span<byte> Input => InputTensor.GetTensorMutableRawData();

    /// <summary>Samples of the enlarged tile, laid out as <see cref="Input"/>.</summary>
    public Span<byte> Output => OutputTensor.GetTensorMutableRawData();

    internal OrtValue InputTensor { get; }

    internal OrtValue OutputTensor { get; }

    /// <summary>Frees the buffers; nothing may still be running on them.</summary>
    public void Dispose()
    {
        InputTensor.Dispose();
        OutputTensor.Dispose();
    }

    private static OrtValue Allocate(TensorElementType element, long height, long width, long channels) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, element, [1, height, width, channels]);
}
