using System.Diagnostics;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>A small disk in memory, mounted in a namespace that a process holds; it goes with that process.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly Process _holder;

    private SmallDisk(Process holder) => _holder = holder;

    /// <summary>The way into the namespace from outside.</summary>
    public string Folder { get; private set; } = "";

    public static string? Missing { get; } = WhatIsMissing();

    public static async Task<SmallDisk> MountAsync(int kilobytes)
    {
        var script = $"mount -t tmpfs -o size={kilobytes}k tmpfs /mnt && echo ready $$ && exec cat";
        var holder = Process.Start(new ProcessStartInfo("unshare", ["-rm", "bash", "-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var said = await holder.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The small disk could not be mounted.");
        return new SmallDisk(holder) { Folder = $"/proc/{said.Split(' ')[1]}/root/mnt" };
    }

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();   // ends it
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private static string? WhatIsMissing()
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) { RedirectStandardError = true })!;
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : "Needs the right to mount in a namespace of its own (unshare -rm).";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Needs the program unshare.";
        }
    }
}

/// <summary>A fact that is skipped where a test may not mount a small disk.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
