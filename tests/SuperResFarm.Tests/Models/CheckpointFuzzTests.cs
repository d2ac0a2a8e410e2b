using System.Globalization;
using System.Text.RegularExpressions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

/// <summary>
/// Damaged checkpoints, 20,000 in all: each is read or refused with the one exception, in bounded memory, and so is its network. The
/// variable SUPERRES_FUZZ sets another number of them, such as 1000000. A failure names its file and number; SUPERRES_FUZZ_AT runs
/// that number alone, for each file.
/// </summary>
public sealed partial class CheckpointFuzzTests(ITestOutputHelper output)
{
    private const int Files = 10;

    private static readonly int _mutations = (Setting("SUPERRES_FUZZ") ?? 20_000) / Files;
    private static readonly int? _only = Setting("SUPERRES_FUZZ_AT");

    [DataTheory]
    [InlineData("parity/srvgg_x3.pth")]
    [InlineData("parity/srvgg_x4_torch2.pth")]
    [InlineData("parity/srvgg_x4_train.pth")]
    [InlineData("parity/srvgg_x4_strided.pth")]
    [InlineData("parity/srvgg_x4_param.pth")]
    [InlineData("parity/srvgg_x4_bf16.pth")]
    [InlineData("parity/srvgg_x4_legacy.pth")]
    [InlineData("lpips/v0.1/alex.pth")]
    [InlineData("parity/srvgg_x3.pth", "F32", "")]
    [InlineData("parity/srvgg_x1.pth", "F16", "params_ema.")]
    public void Read_MutatedFile_SucceedsOrIsRefused(string file, string? safetensors = null, string prefix = "")
    {
        var original = File.ReadAllBytes(TestData.PathOf(file));
        if (safetensors is not null)
            original = SafetensorsBytes.Of(CheckpointFile.Read(new MemoryStream(original)), safetensors, prefix);
        var mutator = new CheckpointMutator(original, File.ReadAllBytes(TestData.PathOf("parity/srvgg_x4_train.pth")));
        var reasons = new Dictionary<string, int>();
        long most = 0;
        foreach (var number in _only is { } only ? [only] : Enumerable.Range(0, _mutations))
        {
            var (reason, allocated) = Read(mutator.Mutate(number), $"{file} {safetensors}: mutation {number}");
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            most = Math.Max(most, allocated);
        }

        output.WriteLine($"{original.Length} bytes, {reasons.Values.Sum()} mutations, {most} bytes allocated at most");
        foreach (var (reason, count) in reasons.OrderByDescending(each => each.Value))
            output.WriteLine($"{count,8} {reason}");
        // Mutations that are all refused at the door, or all harmless, would show nothing.
        if (_only is null)
        {
            Assert.InRange(reasons.GetValueOrDefault("read"), _mutations / 50, _mutations * 9 / 10);
            Assert.InRange(reasons.Count, 8, int.MaxValue);
        }
    }

    private static (string Reason, long Allocated) Read(byte[] bytes, string what)
    {
        var file = new MemoryStream(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reason = "read";
        Checkpoint? checkpoint = null;
        try
        {
            checkpoint = CheckpointFile.Read(file);
        }
        catch (FarmException refusal)
        {
            reason = Varying().Replace(refusal.Message, "_");
        }
        catch (Exception fault)
        {
            Assert.Fail($"{what} is not refused but runs into {fault}");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reason != CheckpointFile.Unforeseen, $"{what} is refused only because a reader ran into it");
        Assert.True(allocated <= MostBytes(bytes.Length), $"{what} of {bytes.Length} bytes takes {allocated} bytes of memory");
        Build(checkpoint, what);
        return (reason, allocated);
    }

    // What can be read goes on to the architectures, whose keys and shapes are then damaged.
    private static void Build(Checkpoint? checkpoint, string what)
    {
        try
        {
            if (checkpoint is not null)
                KnownArchitectures.Build(checkpoint, new("fuzzed", ""));
        }
        catch (FarmException)
        {
            // Refused: the other right end.
        }
        catch (Exception fault)
        {
            Assert.Fail($"{what} is read, but its network runs into {fault}");
        }
    }

    // What views may expand to, and for each byte of a description the most costly value: a dictionary with one entry takes six bytes and
    // 450 of memory. The elements themselves take at most four bytes for each, and one held.
    private static long MostBytes(int fileBytes) => (sizeof(float) * CheckpointLimits.Default.ExpandedValues) + (80L * fileBytes) + 200_000;

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"(?<!\w)'.*?'(?!\w)|0x\w\w|\d+(x\d+)*")]
    private static partial Regex Varying();
}
