using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Perceptual;

namespace SuperResFarm.Inference.Perceptual;

/// <summary>Measures by LPIPS how different two images look, on the processor.</summary>
public sealed class LpipsMeter : IDisposable
{
    /// <summary>Shortest side of an image that every trunk has something to see in.</summary>
    public const int LeastEdge = 32;

    private static readonly CpuProvider _processor = new();
    private readonly InferenceSession _session;

    /// <param name="graph">As <see cref="LpipsGraph.Write"/> makes it.</param>
    /// <exception cref="FarmException">The engine refuses it.</exception>
    public LpipsMeter(byte[] graph)
    {
        try
        {
            // Not the images' memory: what an image of many megapixels takes here, tiles shall not have to do without.
            using var options = _processor.CreateOptions(SessionUse.Calibration);
            options.IntraOpNumThreads = _processor.Device.Places;
            _session = new InferenceSession(graph, options);
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, "loading LPIPS", _processor.Device);
        }
    }

    /// <summary>Measures two images.</summary>
    /// <param name="one">8 bits, gray or RGB, at least <see cref="LeastEdge"/> long and wide.</param>
    /// <param name="other">Of the same size and layout.</param>
    /// <returns>The distance in each layer of the trunk; their sum is LPIPS, 0 for equal images.</returns>
    /// <exception cref="FarmException">The engine failed, or has not enough memory.</exception>
    public IReadOnlyList<double> Measure(Raster one, Raster other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((one.Size, one.Format), (other.Size, other.Format), nameof(other));
        ArgumentOutOfRangeException.ThrowIfNotEqual(one.Format.Depth, SampleDepth.Eight, nameof(one));
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(one.Size.Width, one.Size.Height), LeastEdge, nameof(one));
        byte[] both = [.. Colored(one), .. Colored(other)];
        try
        {
            using var options = new RunOptions();
            using var input = OrtValue.CreateTensorValueFromMemory(both, [2, one.Size.Height, one.Size.Width, 3]);
            using var distances = _session.Run(options, ["input"], [input], ["output"]);
            return [.. distances[0].GetTensorDataAsSpan<float>().ToArray().Select(distance => (double)distance)];
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, $"LPIPS of {one.Size} pixels", _processor.Device);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    // Alpha is left out; gray is three equal channels.
    private static byte[] Colored(Raster image)
    {
        if (image.Format.Channels == 3)
            return image.Samples;
        var (channels, colors) = (image.Format.Channels, image.Format.ColorChannels);
        var colored = new byte[3 * image.Size.Pixels];
        for (var i = 0; i < colored.Length; i++)
            colored[i] = image.Samples[i / 3 * channels + (colors == 1 ? 0 : i % 3)];
        return colored;
    }
}
