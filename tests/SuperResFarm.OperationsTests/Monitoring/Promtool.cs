using System.Diagnostics;

namespace SuperResFarm.OperationsTests.Monitoring;

/// <summary>Prometheus' own checker of its files.</summary>
internal static class Promtool
{
    private const string Program = "/usr/bin/promtool";

    /// <summary>Why it is not here, or null.</summary>
    public static string? Missing { get; } = File.Exists(Program) ? null : "Needs promtool: install the Debian package prometheus.";

    /// <returns>Its exit code and what it printed.</returns>
    public static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;   // by file name: never null
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await complained);
    }
}

/// <summary>A fact that Prometheus' checker holds, skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute() => Skip = Promtool.Missing;
}
