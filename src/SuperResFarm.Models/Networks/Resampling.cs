using System.Globalization;
using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Networks;

/// <summary>
/// Enlargement by a fixed formula, as a network without training: MATLAB's imresize for a whole factor. Sample centres lie at half
/// pixels, weights are normalised, and beyond the border the image is mirrored, edge pixel included.
/// </summary>
public static class Resampling
{
    /// <summary>Largest factor that is offered.</summary>
    public const int LargestScale = 8;

    private const int Channels = 3;

    private static readonly (string Name, int Radius, Func<double, double> Kernel)[] _formulas =
    [
        ("bicubic", 2, Bicubic),
        ("lanczos", 3, Lanczos3),
    ];

    /// <summary>Names of the formulas.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _formulas.Select(formula => formula.Name)];

    /// <summary>Builds the network of the formula called <paramref name="name"/>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="scale">1 to <see cref="LargestScale"/>.</param>
    /// <exception cref="FarmException">The scale is out of range.</exception>
    public static Network Build(string name, int scale)
    {
        if (scale is < 1 or > LargestScale)
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid, $"The scale {scale} is out of range; '{name}' enlarges by 1 to {LargestScale}.");
        var graph = new GraphBuilder(name);
        var image = graph.Input("x", DataType.Float, "n", Channels, "h", "w");
        graph.Output(Enlarged(graph, image, name, scale), DataType.Float, "n", Channels, default, default);
        // By construction; the mirroring depends on the size of the image, so a walk through the graph cannot tell the radius.
        var hash = FileHash.Sha256(Encoding.UTF8.GetBytes(Description(name, scale)));
        return new(new ModelSource(name, hash, Fidelity.Classical).Card(name, scale, Channels, RadiusOf(name)), graph.ToModel());
    }

    /// <summary>Writes the formula called <paramref name="name"/> into a graph, for networks that take images enlarged by it.</summary>
    /// <returns>The image, NCHW with three channels, enlarged by <paramref name="scale"/>; nothing is clamped.</returns>
    internal static string Enlarged(GraphBuilder graph, string image, string name, int scale)
    {
        var (_, radius, kernel) = Formula(name);
        var mirrored = Mirrored(graph, Mirrored(graph, image, axis: 2, radius), axis: 3, radius);
        var taps = (2 * radius) + 1;
        var weights = graph.Floats("phases", [Channels * scale * scale, 1, taps, taps], Phases(kernel, radius, scale));
        return graph.PixelShuffle(graph.Conv(mirrored, weights, kernel: taps, groups: Channels), scale);
    }

    /// <returns>How far the formula called <paramref name="name"/> looks around the input pixel that an output pixel lies in.</returns>
    internal static int RadiusOf(string name) => Formula(name).Radius;

    private static (string Name, int Radius, Func<double, double> Kernel) Formula(string name) =>
        _formulas.Single(formula => formula.Name == name);

    private static string Description(string name, int scale) =>
        string.Create(
        CultureInfo.InvariantCulture, $"SuperResFarm {name} x{scale}: half-pixel centres, normalised, mirrored edges, version 1");

    /// <returns>The value with <paramref name="radius"/> more lines on both sides of an axis, the image continued by reflection.</returns>
    // Line i of the result is line min(m, 2 * size - 1 - m) of the input with m = (i - radius) mod (2 * size).
    private static string Mirrored(GraphBuilder graph, string value, int axis, int radius)
    {
        var size = graph.Node("Gather", [graph.Node("Shape", [value]), Whole(axis)]);
        var lines = graph.Node("Range", [Whole(-radius), graph.Node("Add", [size, Whole(radius)]), Whole(1)]);
        var period = graph.Node("Mul", [size, Whole(2)]);
        var within = graph.Node("Mod", [lines, period]);
        var back = graph.Node("Sub", [graph.Node("Sub", [period, Whole(1)]), within]);
        return graph.Node("Gather", [value, graph.Node("Min", [within, back])], NodeAttributes.Int("axis", axis));

        string Whole(long number) => graph.Constant(TensorContent.Of<long>(graph.Fresh("whole"), DataType.Int64, [], [number]));
    }

    /// <returns>For each channel and each of the scale x scale places within a pixel one square kernel: the outer product of its two
    /// phases.</returns>
    private static float[] Phases(Func<double, double> kernel, int radius, int scale)
    {
        var rows = Enumerable.Range(0, scale).Select(phase => Phase(kernel, radius, scale, phase)).ToArray();
        var kernels = rows.SelectMany(down => rows.SelectMany(across => down.SelectMany(v => across.Select(h => (float)(v * h)))));
        return [.. Enumerable.Repeat(kernels, Channels).SelectMany(channel => channel)];
    }

    private static double[] Phase(Func<double, double> kernel, int radius, int scale, int phase)
    {
        // Output pixel scale * x + phase lies at x + centre in input pixels.
        var centre = ((phase + 0.5) / scale) - 0.5;
        var taps = Enumerable.Range(-radius, (2 * radius) + 1).Select(tap => kernel(tap - centre)).ToArray();
        return [.. taps.Select(weight => weight / taps.Sum())];
    }

    /// <summary>Keys 1981, a = -0.5, as MATLAB's <c>cubic</c>.</summary>
    private static double Bicubic(double x) => Math.Abs(x) switch
    {
        <= 1 and var d => (1.5 * d * d * d) - (2.5 * d * d) + 1,
        <= 2 and var d => (-0.5 * d * d * d) + (2.5 * d * d) - (4 * d) + 2,
        _ => 0,
    };

    /// <summary>Sinc windowed by the middle lobe of a sinc three times as wide.</summary>
    private static double Lanczos3(double x) => Math.Abs(x) switch
    {
        < 1e-12 => 1,
        < 3 and var d => 3 * Math.Sin(Math.PI * d) * Math.Sin(Math.PI * d / 3) / (Math.PI * Math.PI * d * d),
        _ => 0,
    };
}
