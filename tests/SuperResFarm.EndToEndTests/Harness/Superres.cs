using System.Diagnostics;

namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>Starts the program as a user would: a process of its own in a folder of its own.</summary>
internal static class Superres
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "superres.dll");

    public static Process Start(string folder, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? variables = null) =>
        Start(folder, "dotnet", [Dll, .. arguments], variables);

    /// <summary>Starts anything that starts the program in the end.</summary>
    public static Process Start(string folder, string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? variables = null)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        var home = Path.Combine(folder, "home");
        start.Environment["HOME"] = home;
        start.Environment["XDG_DATA_HOME"] = Path.Combine(home, "data");
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment.Remove("SUPERRES_MODELS");
        start.Environment.Remove("CI");   // it silences what a user would get
        foreach (var (name, value) in variables ?? [])
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <param name="process">The program.</param>
    /// <param name="longest">How long it may take; usually a minute.</param>
    public static async Task<Ended> EndAsync(Process process, TimeSpan? longest = null)
    {
        using (process)
        {
            using var patience = new CancellationTokenSource(longest ?? _patience);
            try
            {
                var (standard, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
                await process.WaitForExitAsync(patience.Token);
                return new Ended(process.ExitCode, await standard, await error);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
    }
}
