using System.ComponentModel;
using System.Diagnostics;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>A theory that is skipped where no compose program is; an engine is not needed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ComposeTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<string[]?> _command = new(() => new string[][] { ["docker", "compose"], ["docker-compose"] }.FirstOrDefault(Runs));

    public ComposeTheoryAttribute() => Skip = Command is null ? "Needs docker compose, or the package docker-compose." : null;

    /// <summary>How it is called; null: it is not here.</summary>
    internal static string[]? Command => _command.Value;

    private static bool Runs(string[] command)
    {
        try
        {
            var start = new ProcessStartInfo(command[0], [.. command[1..], "version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var trial = Process.Start(start)!;
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
