using System.Collections.Concurrent;
using System.Diagnostics;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>One service of a farm as a process of its own, as an operator would start it, and the signals that end it.</summary>
internal sealed class FarmProcess : IAsyncDisposable
{
    // Of these a failed test shows all; spans of a minute are that many. What is told to say everything is kept whole.
    private const int MostLines = 10_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private readonly bool _keepsAll;

    private FarmProcess(string name, Uri address, Process process, bool keepsAll)
    {
        (Name, Address, _process, _keepsAll) = (name, address, process, keepsAll);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Each line that it wrote.</summary>
    public IReadOnlyCollection<string> Lines => _said;

    /// <summary>What it wrote, for the report of a test that failed.</summary>
    public string Said => string.Join('\n', _said.TakeLast(_keepsAll ? MostLines / 50 : MostLines).Select(line => $"[{Name}] {line}"));

    /// <param name="name">For the log.</param>
    /// <param name="program">Name of the assembly, which lies beside the tests.</param>
    /// <param name="address">Where its settings make it answer.</param>
    /// <param name="settings">Its configuration, as environment variables.</param>
    public static FarmProcess Start(string name, string program, Uri address, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        var keepsAll = start.Environment.TryGetValue("Logging__LogLevel__Default", out var level) && level == "Trace";
        return new FarmProcess(name, address, Process.Start(start)!, keepsAll);   // started by file name: never null
    }

    /// <summary>As kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    /// <summary>As an orchestrator stops it.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Stops its threads where they stand.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits until it has ended.</summary>
    public async Task EndedAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        _said.Enqueue(line);
        while (!_keepsAll && _said.Count > MostLines)
            _said.TryDequeue(out _);
    }
}
