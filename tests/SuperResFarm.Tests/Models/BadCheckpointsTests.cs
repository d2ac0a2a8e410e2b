using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Models;

/// <summary>The collection of malicious and damaged checkpoints, each opened as a user would; a new file in it is tested too.</summary>
public partial class BadCheckpointsTests
{
    private const string Folder = "bad_checkpoints/";

    // What the message must name. A file that is not listed here must still be refused in the form below.
    private static readonly Dictionary<string, string> _named = new()
    {
        ["evil_extra.pth"] = "'posix.system'",
        ["evil_legacy.pth"] = "'posix.system'",
        ["evil_eval.pth"] = "'__builtin__.eval'",
        ["bad_storage_small.pth"] = "'body.2.weight' reaches past the end",
        ["bad_offset.pth"] = "'body.2.weight' reaches past the end",
        ["truncated.pth"] = "cut short",
        ["missing_key.pth"] = "lacks the key 'body.2.bias'",
        ["wrong_shape.pth"] = "'body.2.weight' has the shape 8x9x3x3, expected 8x8x3x3",
        ["unknown_arch.pth"] = "no known architecture",
        ["nan.pth"] = "NaN or infinity under 'body",
        ["text.pth"] = "Git LFS pointer",
        ["deep_nesting.pth"] = "more than 64 deep",
    };

    public static TheoryData<string> Files => [.. TestData.Root is null ? [] : Manifest().Select(entry => (string)entry!["file"]!)];

    [DataTheory]
    [MemberData(nameof(Files))]
    public void Open_BadCheckpoint_IsRefusedSayingWhyAndRunsNothing(string file)
    {
        var path = TestData.PathOf(Folder + file);
        var traces = TracesOfCode(path);
        foreach (var trace in traces)
            File.Delete(trace);

        var refusal = Assert.Throws<FarmException>(() => new ModelLibrary([]).Open(path));

        Assert.Equal((FailureCode.ModelInvalid, Disposition.Reject), (refusal.Code, refusal.Next));
        Assert.Contains(_named.GetValueOrDefault(file, ""), refusal.Message, StringComparison.Ordinal);
        Assert.Matches(@"^The [ -~]{20,400}\.$", refusal.Message);
        // Seen and refused, not run into: what is caught by surprise comes with its cause.
        Assert.Null(refusal.InnerException);
        Assert.All(traces, trace => Assert.False(File.Exists(trace), $"{file} ran: it left {trace}."));
    }

    [DataFact]
    public void TracesOfCode_MaliciousFiles_AreKnown() => Assert.All(
        Manifest().Where(entry => ((string)entry!["file"]!).StartsWith("evil", StringComparison.Ordinal)),
        entry => Assert.Equal(["/tmp/PWNED_superres"], TracesOfCode(TestData.PathOf(Folder + (string)entry!["file"]!))));

    [DataFact]
    public void Manifest_NamesEveryFileOfTheFolder() => Assert.Equal(
        Directory.EnumerateFiles(TestData.PathOf(Folder), "*.pth").Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Manifest().Select(entry => (string?)entry!["file"]).Order(StringComparer.Ordinal));

    private static JsonArray Manifest() => JsonNode.Parse(File.ReadAllText(TestData.PathOf(Folder + "manifest.json")))!.AsArray();

    // The malicious files would create a file when run: a short text in their pickle holds the command.
    private static List<string> TracesOfCode(string path) =>
    [
        .. ShortText().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(path)))
            .Select(match => Touched().Match(match.Groups[2].Value[..Math.Min(match.Groups[1].Value[0], match.Groups[2].Length)]))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value),
    ];

    [GeneratedRegex(@"X([\s\S])\0\0\0(?=([\s\S]{0,255}))")]
    private static partial Regex ShortText();

    [GeneratedRegex(@"touch (/tmp/\w+)")]
    private static partial Regex Touched();
}
