namespace SuperResFarm.Imaging.Png;

/// <summary>What a PNG file says besides its pixels.</summary>
/// <param name="BeforePixels">Chunks between the header and the pixels.</param>
/// <param name="BehindPixels">Chunks between the pixels and the end.</param>
internal sealed record PngExtras(IReadOnlyList<PngChunk> BeforePixels, IReadOnlyList<PngChunk> BehindPixels)
{
    /// <summary>Those of a whole file in memory.</summary>
    public static PngExtras Of(ReadOnlyMemory<byte> png)
    {
        var chunks = PngChunk.Split(png).Where(chunk => chunk.Type is not (PngChunk.Header or PngChunk.End)).ToList();
        return new PngExtras(
            [.. chunks.TakeWhile(chunk => chunk.Type != PngChunk.Pixels)],
            [.. chunks.SkipWhile(chunk => chunk.Type != PngChunk.Pixels).Where(chunk => chunk.Type != PngChunk.Pixels)]);
    }
}
