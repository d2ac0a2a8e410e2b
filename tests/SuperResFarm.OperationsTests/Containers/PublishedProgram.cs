using System.Collections.Concurrent;
using System.Diagnostics;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>A published program as its container would run it: the image's environment and nothing else, a user who is not root, and two folders to write to.</summary>
internal sealed class PublishedProgram : IAsyncDisposable
{
    private const int User = 10001;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    private PublishedProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All it wrote.</summary>
    public string Said => string.Join('\n', _said);

    /// <param name="tree">Where the program lies.</param>
    /// <param name="program">Which.</param>
    /// <param name="home">Holds the two folders; both are made for it.</param>
    /// <param name="verb">An argument; empty: none.</param>
    /// <param name="settings">Go before the image's environment.</param>
    public static async Task<PublishedProgram> StartAsync(Published tree, string program, string home, string verb, params (string Name, string Value)[] settings)
    {
        foreach (var folder in (string[])["data", "scratch"])
        {
            Directory.CreateDirectory(Path.Combine(home, folder));
            if (Environment.IsPrivilegedProcess)
                await Tool.RunAsync("chown", $"{User}:{User}", Path.Combine(home, folder));
        }
        string[] command = [.. AsUser, Path.Combine(tree.FolderOf(program), $"superres-{program}"), .. verb.Length > 0 ? [verb] : Array.Empty<string>()];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = tree.FolderOf(program),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Dockerfile.EnvironmentOf(Dockerfile.Load(program).Final))
            start.Environment[name] = value is "/data" or "/scratch" ? home + value : value;
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new PublishedProgram(Process.Start(start)!);
    }

    /// <summary>Waits until an address answers that all is well.</summary>
    public async Task AnsweringAsync(Uri address)
    {
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(_patience);
        while (true)
        {
            Assert.False(_process.HasExited, $"It ended with {(_process.HasExited ? _process.ExitCode : 0)}:\n{Said}");
            try
            {
                using var answer = await client.GetAsync(address, patience.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{address} did not answer in time:\n{Said}");
            }
            await Task.Delay(100);
        }
    }

    /// <summary>As an engine stops it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await Tool.RunAsync("kill", "-TERM", $"{_process.Id}");
        return await EndedAsync();
    }

    /// <returns>Its exit code, when it has ended.</returns>
    public async Task<int> EndedAsync()
    {
        using var patience = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    // Only root may become another user; anybody else is none already.
    private static string[] AsUser => !Environment.IsPrivilegedProcess
        ? []
        : ["/usr/bin/setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs", "--bounding-set=-all"];
}
