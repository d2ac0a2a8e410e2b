using System.Diagnostics;
using System.Text.Json;

namespace SuperResFarm.Benchmarks;

/// <summary>The program as users run it, in a process of its own.</summary>
internal static class RealProgram
{
    /// <summary>Enlarges a picture.</summary>
    /// <returns>The most memory the process had, and its seconds.</returns>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public static async Task<(long PeakBytes, double Seconds)> UpscaleAsync(string picture, params string[] options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "superres.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "upscale", picture, .. options, "--overwrite", "--json-events"]) { RedirectStandardOutput = true })!;
        var last = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            last = line;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"superres ended with {process.ExitCode}.");
        using var summary = JsonDocument.Parse(last);
        return (summary.RootElement.GetProperty("summary").GetProperty("peakMemoryBytes").GetInt64(), summary.RootElement.GetProperty("seconds").GetDouble());
    }
}
