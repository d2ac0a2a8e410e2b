using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>Something that enlarges images, and is measured by how well.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Card">The model; null for the field's baseline.</param>
/// <param name="EnlargeAsync">Enlarges a low resolution; the times are null where there is nothing to compare.</param>
internal sealed record Contender(string Name, ModelCard? Card, Func<Raster, CancellationToken, Task<Enlarged>> EnlargeAsync)
{
    /// <summary>Name of the field's baseline. The network <c>bicubic</c> is the same formula in 32-bit floats and tiles.</summary>
    public const string BaselineName = "matlab-bicubic";

    /// <returns>What published tables have in their first line.</returns>
    public static Contender Baseline(int scale) => new(BaselineName, null, (low, _) => Task.FromResult(new Enlarged(Imresize.Enlarge(low, scale), null, null)));

    /// <returns>A model that runs as it does on images.</returns>
    /// <param name="name">What tables call it.</param>
    /// <param name="card">What is known of it.</param>
    /// <param name="settings">With the model in them.</param>
    /// <param name="upscaler">Runs it.</param>
    public static Contender Of(string name, ModelCard card, UpscaleSettings settings, RasterUpscaler upscaler) => new(name, card, async (low, ct) =>
    {
        var result = await upscaler.RunAsync(low, settings, ct);
        return new(result.Image, result.Wall, result.Processor);
    });
}

/// <summary>What a contender made.</summary>
/// <param name="Image">The result.</param>
/// <param name="Wall">Time it took, from the first tile cut to the last one placed.</param>
/// <param name="Processor">Processor time of the process meanwhile.</param>
internal sealed record Enlarged(Raster Image, TimeSpan? Wall, TimeSpan? Processor);
