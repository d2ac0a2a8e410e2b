using System.Diagnostics;

namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>A fact that is skipped where a test may not mount a file system in a namespace of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> _mayMount = new(MayMount);

    public FullDiskFactAttribute() => Skip = _mayMount.Value ? null : "Needs the right to mount in a namespace of its own (unshare -rm).";

    private static bool MayMount()
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) { RedirectStandardError = true })!;
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
