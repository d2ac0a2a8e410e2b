using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Models.Architectures;

/// <summary>How a SwinIR turns features into the image.</summary>
internal enum SwinIrEnding
{
    /// <summary>Scale 1: one convolution makes what is added to the input.</summary>
    Residual,

    /// <summary>One convolution and one pixel shuffle (lightweight models).</summary>
    Direct,

    /// <summary>A convolution and a pixel shuffle for each factor (classical models).</summary>
    Shuffles,

    /// <summary>Pixels repeated, then a convolution, for each doubling (real-world models).</summary>
    Doublings,
}

/// <summary>What the keys and shapes of a SwinIR's weights tell.</summary>
/// <param name="Channels">Channels in and out: 1 or 3.</param>
/// <param name="Features">Length of a token.</param>
/// <param name="Window">Edge of a square window in pixels.</param>
/// <param name="Depths">Blocks of each group.</param>
/// <param name="Heads">Attention heads of each group, each a divisor of <paramref name="Features"/>.</param>
/// <param name="Hidden">Values between the two layers that follow attention.</param>
/// <param name="Ending">How features become the image.</param>
/// <param name="Factors">Factors of the enlargement, in order.</param>
/// <param name="Wide">Features while enlarging, where these differ from <paramref name="Features"/>.</param>
internal sealed record SwinIrShape(
    int Channels, int Features, int Window, int[] Depths, int[] Heads, int Hidden, SwinIrEnding Ending, int[] Factors, int Wide)
{
    /// <summary>Name of the family.</summary>
    public const string Family = "SwinIR";

    private const int MostFactors = 3;   // the official x8 has three

    private const string First = "conv_first.weight";

    /// <summary>Output over input.</summary>
    public int Scale => Factors.Aggregate(1, (product, factor) => product * factor);

    /// <summary>What a sample of 1 is inside: models for 8-bit JPEG blocks, the ones with windows of 7, count in levels.</summary>
    public float Range => Window == 7 ? 255 : 1;

    /// <returns>Prefix of the keys of a block.</returns>
    public static string Block(int group, int block) => $"layers.{group}.residual_group.blocks.{block}";

    /// <exception cref="Contracts.Failures.FarmException">A key is missing or its shape fits no SwinIR; the message names it.</exception>
    public static SwinIrShape Of(Checkpoint checkpoint)
    {
        var layers = new Layers(checkpoint, Family);
        if (layers.Has("absolute_pos_embed"))
            throw ModelRefusal.Because(
                "The SwinIR model has the key 'absolute_pos_embed': it knows its tokens by their place in pictures of one size, so it cannot run on "
                + "others; use a model trained without absolute positions.");
        var first = checkpoint.Require(First);
        if (first.Rank != 4 || first.Shape[1] is not (1 or 3) || first.Shape[0] < 1)
            throw ModelRefusal.Because($"The SwinIR model's key '{First}' has the shape {first}; needed are features and 1 or 3 channels in.");
        var (features, channels) = (first.Shape[0], first.Shape[1]);

        int[] depths = [.. Enumerable.Range(0, layers.Count("layers")).Select(group => layers.Count($"layers.{group}.residual_group.blocks"))];
        if (depths.AsSpan().IndexOf(0) is >= 0 and var empty)
            throw ModelRefusal.Because($"The SwinIR model lacks the keys '{Block(empty, 0)}'; the file is incomplete.");
        int[] heads = [.. depths.Select((_, group) => HeadsOf(checkpoint, Block(group, 0), features))];
        var (ending, factors, wide) = EndingOf(checkpoint, channels, features);
        return new(
            channels, features, WindowOf(checkpoint), depths, heads, layers.LengthOf(Block(0, 0) + ".mlp.fc1.bias"), ending, factors, wide);
    }

    private static int HeadsOf(Checkpoint checkpoint, string block, int features)
    {
        var (key, table) = Table(checkpoint, block);
        return table.Shape[1] > 0 && features % table.Shape[1] == 0 ? table.Shape[1] : throw ModelRefusal.Because(
            $"The SwinIR model's key '{key}' has the shape {table}, so {table.Shape[1]} attention heads, which do not divide its {features} features.");
    }

    // The index has a row for each pixel of a window; without it, the table has a row for each step from one pixel to another.
    private static int WindowOf(Checkpoint checkpoint)
    {
        var (key, table) = Table(checkpoint, Block(0, 0));
        var indexKey = Block(0, 0) + ".attn.relative_position_index";
        var index = checkpoint.Find(indexKey);
        var window = index is { Rank: 2 } ? (int)Math.Sqrt(index.Shape[0]) : ((int)Math.Sqrt(table.Shape[0]) + 1) / 2;
        var steps = (2L * window) - 1;
        return window > 1 && table.Shape[0] == steps * steps ? window : throw ModelRefusal.Because(
            $"The SwinIR model's key '{key}' has the shape {table}, which fits no window"
            + (index is null ? "." : $" of the size that '{indexKey}' of {index} tells."));
    }

    private static (string Key, Tensor Table) Table(Checkpoint checkpoint, string block)
    {
        var key = block + ".attn.relative_position_bias_table";
        var table = checkpoint.Require(key);
        return table.Rank == 2
            ? (key, table)
            : throw ModelRefusal.Because($"The SwinIR model's key '{key}' has the shape {table}; needed are steps within a window and attention heads.");
    }

    private static (SwinIrEnding Ending, int[] Factors, int Wide) EndingOf(Checkpoint checkpoint, int channels, int features)
    {
        const string Before = "conv_before_upsample.0.weight";
        if (checkpoint.Find("conv_up1.weight") is not null)
            return (SwinIrEnding.Doublings, checkpoint.Find("conv_up2.weight") is null ? [2] : [2, 2], RowsOf(checkpoint, Before));
        if (checkpoint.Find(Before) is not null)
        {
            var wide = RowsOf(checkpoint, Before);
            int[] factors = [.. Enumerable.Range(0, MostFactors).Select(step => $"upsample.{2 * step}.weight")
                .TakeWhile(key => checkpoint.Find(key) is not null).Select(key => FactorOf(checkpoint, key, wide))];
            return (SwinIrEnding.Shuffles, factors, wide);
        }
        return checkpoint.Find("upsample.0.weight") is null
            ? (SwinIrEnding.Residual, [], features)
            : (SwinIrEnding.Direct, [FactorOf(checkpoint, "upsample.0.weight", channels)], features);
    }

    private static int RowsOf(Checkpoint checkpoint, string key) => checkpoint.Require(key) is { Rank: 4 } tensor && tensor.Shape[0] > 0
        ? tensor.Shape[0]
        : throw ModelRefusal.Because($"The SwinIR model's key '{key}' has the shape {checkpoint.Require(key)}; needed are the four axes of a convolution.");

    private static int FactorOf(Checkpoint checkpoint, string key, int channels)
    {
        const int Largest = 8;
        var rows = RowsOf(checkpoint, key);
        var factor = (int)Math.Sqrt(rows / channels);
        return factor is >= 1 and <= Largest && rows == channels * factor * factor ? factor : throw ModelRefusal.Because(
            $"The SwinIR model's key '{key}' makes {rows} channels; needed are {channels} times the square of a factor of 1 to {Largest}.");
    }
}
