using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Providers;

/// <summary>
/// The processor's memory for all sessions of this process. Without an arena every activation above 32 MB is mapped and unmapped again: two
/// fifths of the processor time of a large tile went into page faults. One arena for all lanes that grows by what is asked for costs no more
/// memory than none; the usual one, which doubles, does.
/// </summary>
internal static class SharedArena
{
    private static readonly Lock _lock = new();
    private static bool _registered;
    private static int? _capMegabytes;

    /// <summary>Registers the arena at the first call; the engine takes only one.</summary>
    /// <param name="capMegabytes">Megabytes it never exceeds, at most 4095; null: no cap.</param>
    /// <exception cref="FarmException">It has another cap in this process (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static void Claim(int? capMegabytes)
    {
        lock (_lock)
        {
            if (_registered && _capMegabytes != capMegabytes)
                throw FarmException.Rejected(
                    FailureCode.SettingsInvalid,
                    $"The processor's memory for networks has {Worded(_capMegabytes)} in this process already and cannot get {Worded(capMegabytes)}: "
                    + "use one value of Engine:ArenaMegabytes for each process.");
            if (!_registered)
                Register(capMegabytes);
            (_registered, _capMegabytes) = (true, capMegabytes);
        }
    }

    private static void Register(int? capMegabytes)
    {
        const int sameAsRequested = 1, noCap = 0, usual = -1;
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg((uint)(capMegabytes ?? noCap) * 1_000_000, sameAsRequested, initialChunkSizeBytes: 1, maxDeadBytesPerChunk: usual);
        OnnxEnvironment.Instance.CreateAndRegisterAllocator(memory, arena);
    }

    private static string Worded(int? capMegabytes) =>
        capMegabytes is { } megabytes ? string.Create(CultureInfo.InvariantCulture, $"a cap of {megabytes} MB") : "no cap";
}
