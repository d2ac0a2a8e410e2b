using System.Diagnostics;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>Programs that tests call.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end; that it fails fails the test.</summary>
    /// <returns>What it wrote.</returns>
    public static Task<string> RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    /// <summary>The same, for a program with a folder or an environment of its own.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{said}{await complaints}");
        return said;
    }
}
