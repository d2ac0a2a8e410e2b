using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Models.Architectures;

/// <summary>Where the layers of an ESRGAN generator stand in a checkpoint; three spellings are in use.</summary>
/// <param name="First">Prefix of the first convolution.</param>
/// <param name="Block">Prefix of a convolution by block (from 0), dense block (1 to 3) and place (such as <c>1</c> or <c>1x1</c>).</param>
/// <param name="Trunk">Prefix of the convolution after the blocks.</param>
/// <param name="Ups">Prefixes of the convolutions after each doubling.</param>
/// <param name="Last">Prefixes of the last two convolutions.</param>
/// <param name="Blocks">Number of blocks.</param>
internal sealed record EsrganKeys(string First, Func<int, int, string, string> Block, string Trunk, IReadOnlyList<string> Ups, IReadOnlyList<string> Last, int Blocks)
{
    private const int TailOfOldLayout = 5;   // first, body and two last convolutions with what lies between
    private const int StepsOfDoubling = 3;   // upsampling, convolution, activation

    /// <returns>The spelling of a checkpoint, or null when it holds no ESRGAN generator.</returns>
    public static EsrganKeys? Of(Checkpoint checkpoint)
    {
        if (checkpoint.Find("body.0.rdb1.conv1.weight") is not null)
            return new("conv_first", (n, r, c) => $"body.{n}.rdb{r}.conv{c}", "conv_body", Present(checkpoint, "conv_up"), ["conv_hr", "conv_last"], Count(checkpoint, "body."));
        if (checkpoint.Find("RRDB_trunk.0.RDB1.conv1.weight") is not null)
            return new("conv_first", (n, r, c) => $"RRDB_trunk.{n}.RDB{r}.conv{c}", "trunk_conv", Present(checkpoint, "upconv"), ["HRconv", "conv_last"], Count(checkpoint, "RRDB_trunk."));
        return checkpoint.Find("model.1.sub.0.RDB1.conv1.0.weight") is not null ? Old(checkpoint) : null;
    }

    private static EsrganKeys Old(Checkpoint checkpoint)
    {
        var blocks = Count(checkpoint, "model.1.sub.") - 1;   // the last one is the trunk convolution
        var last = checkpoint.Keys.Max(key => IndexAfter(key, "model.")) ?? 0;
        var doublings = Enumerable.Range(1, Math.Max(0, (last + 1 - TailOfOldLayout) / StepsOfDoubling));
        return new(
            "model.0", (n, r, c) => $"model.1.sub.{n}.RDB{r}.conv{c}" + (c == "1x1" ? "" : ".0"), $"model.1.sub.{blocks}",
            [.. doublings.Select(step => $"model.{StepsOfDoubling * step}")], [$"model.{last - 2}", $"model.{last}"], blocks);
    }

    private static List<string> Present(Checkpoint checkpoint, string prefix) =>
        [.. Enumerable.Range(1, 8).Select(i => prefix + i).TakeWhile(name => checkpoint.Find(name + ".weight") is not null)];

    private static int Count(Checkpoint checkpoint, string prefix) => (checkpoint.Keys.Max(key => IndexAfter(key, prefix)) ?? -1) + 1;

    private static int? IndexAfter(string key, string prefix) =>
        key.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(key[prefix.Length..].Split('.')[0], out var index) && index is >= 0 and < 1000 ? index : null;
}
