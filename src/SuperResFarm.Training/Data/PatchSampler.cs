using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Training.Degradation;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.Training.Data;

/// <summary>Cuts random patches out of pictures, turned and mirrored at random. What a step gets follows from the seed and its number alone.</summary>
/// <param name="pairs">At least one; none smaller than <see cref="LeastEdge"/>.</param>
/// <param name="seed">Decides.</param>
/// <param name="count">Patches in a batch.</param>
/// <param name="edge">Length of a small patch in pixels.</param>
/// <param name="scale">How much longer a large one is.</param>
/// <param name="degradation">Makes the small patches out of the large ones; null: they are cut out of the small pictures.</param>
internal sealed class PatchSampler(IReadOnlyList<PicturePair> pairs, long seed, int count, int edge, int scale, IDegradation? degradation = null)
{
    private const int Margin = 8;   // small pixels around a patch that is degraded, so that it has no border of its own

    /// <returns>Pixels that the sides of a small picture must have.</returns>
    public static int LeastEdge(int edge, DegradationKind degradation) => degradation == DegradationKind.Bicubic ? edge : edge + 2 * Margin;

    /// <returns>A batch for <see cref="Fill"/>; may be filled again and again.</returns>
    public PatchBatch NewBatch() => new(count, edge, scale);

    /// <summary>Fills a batch for a step.</summary>
    public void Fill(PatchBatch batch, int step)
    {
        var random = new SynthRandom(seed, step);
        var longEdge = edge * scale;
        for (var i = 0; i < count; i++)
        {
            var (high, low, left, top) = Place(pairs[random.Below(pairs.Count)], random);
            var turn = random.Below(8);
            Copy(low, left, top, edge, turn, batch.Low.AsSpan(3 * i * edge * edge));
            Copy(high, left * scale, top * scale, longEdge, turn, batch.High.AsSpan(3 * i * longEdge * longEdge));
        }
        batch.Step = step;
    }

    private (Raster High, Raster Low, int Left, int Top) Place(PicturePair pair, SynthRandom random)
    {
        var whole = edge + (degradation is null ? 0 : 2 * Margin);
        var (left, top) = (random.Below(pair.Low.Size.Width - whole + 1), random.Below(pair.Low.Size.Height - whole + 1));
        if (degradation is null)
            return (pair.High, pair.Low, left, top);
        var high = pair.High.Crop(left * scale, top * scale, new(whole * scale, whole * scale));
        return (high, degradation.Apply(high, random), Margin, Margin);
    }

    // Bits of the turn: mirror along x, along y, swap the axes.
    private static void Copy(Raster image, int left, int top, int edge, int turn, Span<float> planes)
    {
        const float Unit = 1 / 255f;
        for (var y = 0; y < edge; y++)
        {
            var row = image.Row(top + ((turn & 2) != 0 ? edge - 1 - y : y)).Slice(3 * left, 3 * edge);
            var (start, step) = (turn & 4) != 0 ? (y, edge) : (y * edge, 1);
            var (from, forward) = (turn & 1) != 0 ? (3 * (edge - 1), -3) : (0, 3);
            for (var x = 0; x < edge; x++, start += step, from += forward)
            {
                planes[start] = row[from] * Unit;
                planes[start + edge * edge] = row[from + 1] * Unit;
                planes[start + 2 * edge * edge] = row[from + 2] * Unit;
            }
        }
    }
}
