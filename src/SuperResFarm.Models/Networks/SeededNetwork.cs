using System.Text;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Networks;

/// <summary>
/// A small network of the Compact kind whose weights come from a fixed seed: the same everywhere, for trying devices where no trained model is. It
/// enlarges by bicubic and adds what its convolutions make of the image, so that every operator of the usual networks has its part in each pixel.
/// </summary>
public static class SeededNetwork
{
    /// <summary>Its name on its card.</summary>
    public const string Name = "seeded";

    private const int Scale = 4, Channels = 3, Features = 32, Inner = 5, Kernel = 3, Seed = 20;
    private const float Slope = 0.2f;
    private const double Detail = 0.15;   // of the last layer's weights: enough to be seen in most pixels, too little to leave 0 to 1 in many

    /// <summary>Builds it.</summary>
    public static Network Build()
    {
        var graph = new GraphBuilder(Name);
        var random = new Random(Seed);
        var image = graph.Input("x", DataType.Float, "n", Channels, "h", "w");
        var value = Activated(graph, Convolved(graph, random, image, Channels, Features, 1));
        for (var layer = 0; layer < Inner; layer++)
            value = Activated(graph, Convolved(graph, random, value, Features, Features, 1));
        value = graph.PixelShuffle(Convolved(graph, random, value, Features, Channels * Scale * Scale, Detail), Scale);
        graph.Output(graph.Node("Add", [value, Resampling.Enlarged(graph, image, "bicubic", Scale)]), DataType.Float, "n", Channels, default, default);

        // By construction, as the enlargement cannot be walked: each convolution looks a pixel further.
        var radius = Math.Max(Inner + 2, Resampling.RadiusOf("bicubic"));
        var hash = FileHash.Sha256(Encoding.UTF8.GetBytes($"SuperResFarm {Name} x{Scale}: {Inner + 2} convolutions of {Features} features, seed {Seed}, version 1"));
        return new(new ModelSource(Name, hash).Card(Name, Scale, Channels, radius), graph.ToModel());
    }

    private static string Activated(GraphBuilder graph, string value) =>
        graph.Node("PRelu", [value, graph.Floats("slope", [Features, 1, 1], [.. Enumerable.Repeat(Slope, Features)])]);

    // Uniform weights that keep the spread of the values from layer to layer (He et al. 2015).
    private static string Convolved(GraphBuilder graph, Random random, string value, int from, int to, double gain)
    {
        var most = gain * Math.Sqrt(6.0 / ((1 + (Slope * Slope)) * from * Kernel * Kernel));
        var weights = Enumerable.Range(0, to * from * Kernel * Kernel).Select(_ => (float)(most * (2 * random.NextDouble() - 1))).ToArray();
        return graph.Conv(value, graph.Floats("weight", [to, from, Kernel, Kernel], weights), graph.Floats("bias", [to], new float[to]), Kernel, Kernel / 2);
    }
}
