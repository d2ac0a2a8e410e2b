using System.Collections.Concurrent;
using System.Diagnostics;
using SuperResFarm.IntegrationTests.Broker;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>The program as a process of its own.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentQueue<string> _complained = new();

    private WorkerProcess(Process process, int port) => (_process, Health) = (process, new Uri($"http://127.0.0.1:{port}/health/"));

    public Uri Health { get; }

    public IReadOnlyList<string> Said => [.. _said];

    /// <summary>Lines of standard error.</summary>
    public IReadOnlyList<string> Complained => [.. _complained];

    public bool HasEnded => _process.HasExited;

    /// <summary>Everything, for a failed test.</summary>
    public string Story => string.Join('\n', _said.ToArray().Append("---").Concat(_complained.ToArray()));

    /// <param name="folder">Holds store, scratch and home.</param>
    /// <param name="settings">With colons, or plain names of environment variables.</param>
    public static WorkerProcess Start(string folder, params IEnumerable<(string Name, string Value)> settings)
    {
        var port = FreePort.Take(1)[0];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "superres-worker.dll")])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var home = Path.Combine(folder, "home");
        Dictionary<string, string?> all = new()
        {
            ["HOME"] = home,
            ["XDG_DATA_HOME"] = Path.Combine(home, "data"),
            ["SUPERRES_MODELS"] = null,
            ["Urls"] = $"http://127.0.0.1:{port}",
            ["Storage:Folder"] = Path.Combine(folder, "store"),
            ["Worker:Scratch"] = Path.Combine(folder, "scratch"),
            ["Worker:ScratchReserveMegabytes"] = "1",
            ["Worker:Heartbeat"] = "00:00:00.500",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        foreach (var (name, value) in all)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = new WorkerProcess(Process.Start(start)!, port);
        process.Listen();
        return process;
    }

    public async Task ReadyAsync()
    {
        using var client = new HttpClient();
        await Wait.UntilAsync(async () =>
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Health, "ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return HasEnded;
            }
        }, () => Story);
        Assert.False(HasEnded, Story);
    }

    /// <summary>Asks it to stop.</summary>
    public void Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void KillAtOnce() => _process.Kill();

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await Wait.ForAsync(_process.WaitForExitAsync());
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Keep(_said, line);
        _process.ErrorDataReceived += (_, line) => Keep(_complained, line);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        static void Keep(ConcurrentQueue<string> lines, DataReceivedEventArgs line)
        {
            if (line.Data is { } text)
                lines.Enqueue(text);
        }
    }
}
