using System.CommandLine;
using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Commands;

/// <summary>On which device, how many images and tiles at the same time, and how much memory for them.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _jobs = new("--jobs", "-j")
    {
        Description = "load:proc:save: images being decoded, tiles running, images being encoded. Default 1:CORES:2, on a GPU 1:2:2.",
    };

    private readonly Option<int> _memory = new("--memory")
    {
        Description = "Megabytes that tiles and bands may take of this machine's memory, on the processor the network too, 64 to 1000000. Default: 640, or half of what is free if that is less; beside a GPU half of what is free.",
    };

    /// <summary>On which device.</summary>
    public DeviceOptions Device { get; } = new();

    public void AddTo(Command command)
    {
        Device.AddTo(command);
        command.Add(_jobs);
        command.Add(_memory);
    }

    /// <param name="parsed">The command line.</param>
    /// <returns>Images being decoded and encoded at the same time, and the rest of what images may take.</returns>
    /// <exception cref="FarmException">These are no such numbers.</exception>
    public (int Load, int Save, EngineSpace Space) Space(ParseResult parsed)
    {
        var (load, lanes, save) = Jobs(parsed);
        return (load, save, new EngineSpace(lanes, MemoryBytes(parsed)));
    }

    private (int Load, int Lanes, int Save) Jobs(ParseResult parsed)
    {
        if (parsed.GetValue(_jobs) is not { } text)
            return (1, 0, 2);
        var parts = text.Split(':');
        var counts = parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToList();
        return counts.Count == 3 && counts.All(count => count is >= 1 and <= 256)
            ? (counts[0], counts[1], counts[2])
            : throw FarmException.Rejected(FailureCode.SettingsInvalid, $"-j '{text}': give load:proc:save, three numbers from 1 to 256, as in 1:2:2.");
    }

    private long MemoryBytes(ParseResult parsed) => parsed.GetValue(_memory) switch
    {
        0 => 0,
        >= 64 and <= 1_000_000 and var megabytes => megabytes * 1_000_000L,
        var other => throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--memory {other}: give 64 to 1000000 megabytes."),
    };
}
