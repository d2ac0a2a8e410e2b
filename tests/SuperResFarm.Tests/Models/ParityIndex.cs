using System.Text.Json;
using SuperResFarm.Models;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

/// <summary>A reference checkpoint.</summary>
/// <param name="Name">Name of its files.</param>
/// <param name="Architecture">Family, as on model cards.</param>
/// <param name="InputShape">Shape of an input it takes, NCHW.</param>
public sealed record ParityEntry(string Name, string Architecture, long[] InputShape)
{
    // What some of the weights do not tell; the others are not asked.
    private static readonly ModelHints _hints = new() { Scale = 2, AttentionHeads = 4 };

    public Network Open() => ModelFile.Read(
        TestData.PathOf($"parity/{Name}.pth"), CheckpointLimits.Default, sha256 => new ModelSource(Name, sha256) { Hints = _hints });
}

/// <summary>The small reference checkpoints, one or more for each architecture.</summary>
internal static class ParityIndex
{
    /// <returns>The checkpoints of one architecture, at least one: an architecture without reference is not tested.</returns>
    public static IReadOnlyList<ParityEntry> Of(string architecture)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(TestData.PathOf("parity/index.json")));
        var entries = index.RootElement.EnumerateArray().Select(Read).Where(entry => entry.Architecture == architecture).ToArray();
        Assert.NotEmpty(entries);
        return entries;
    }

    private static ParityEntry Read(JsonElement entry) => new(
        entry.GetProperty("name").GetString() ?? "",
        entry.GetProperty("arch").GetString() ?? "",
        [.. entry.GetProperty("input_shape").EnumerateArray().Select(length => length.GetInt64())]);
}
