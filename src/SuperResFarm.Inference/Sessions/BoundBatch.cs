using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Buffers for a number of tiles of one shape, bound to a session once: what a lane runs on.</summary>
internal sealed class BoundBatch : IDisposable
{
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly OrtValue? _finite;
    private readonly OrtIoBinding _binding;

    /// <param name="session">What runs it.</param>
    /// <param name="facts">The network.</param>
    /// <param name="shape">Each tile.</param>
    /// <param name="count">Tiles, at least 1.</param>
    public BoundBatch(InferenceSession session, NetworkFacts facts, TileShape shape, int count)
    {
        (Shape, Count) = (shape, count);
        var element = facts.Depth == SampleDepth.Eight ? TensorElementType.UInt8 : TensorElementType.UInt16;
        _input = Allocate(element, count, shape.Height, shape.Width, facts.Channels);
        _output = Allocate(element, count, (long)shape.Height * facts.Scale, (long)shape.Width * facts.Scale, facts.Channels);
        _binding = session.CreateIoBinding();
        _binding.BindInput(session.InputNames[0], _input);
        _binding.BindOutput(session.OutputNames[0], _output);
        if (!facts.TellsFinite)
            return;
        _finite = Allocate(TensorElementType.Bool, count);
        _binding.BindOutput(session.OutputNames[1], _finite);
    }

    /// <summary>Each tile.</summary>
    public TileShape Shape { get; }

    /// <summary>Tiles.</summary>
    public int Count { get; }

    /// <returns>The samples of one source tile.</returns>
    public Span<byte> Input(int index) => Part(_input, index);

    /// <returns>The samples of one enlarged tile.</returns>
    public ReadOnlySpan<byte> Output(int index) => Part(_output, index);

    /// <returns>Whether the network's answer to one tile held numbers only.</returns>
    public bool IsFinite(int index) => _finite is null || _finite.GetTensorDataAsSpan<bool>()[index];

    /// <exception cref="OnnxRuntimeException">The engine failed, or was told to stop.</exception>
    public void Run(InferenceSession session, RunOptions options) => session.RunWithBinding(options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _finite?.Dispose();
    }

    private Span<byte> Part(OrtValue tensor, int index)
    {
        var all = tensor.GetTensorMutableRawData();
        var length = all.Length / Count;
        return all.Slice(index * length, length);
    }

    private static OrtValue Allocate(TensorElementType element, params long[] shape) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, element, shape);
}
