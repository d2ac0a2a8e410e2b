namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>A fact that is skipped where there is no <c>script</c> to play the terminal.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalFactAttribute : FactAttribute
{
    public const string Script = "/usr/bin/script";

    public TerminalFactAttribute() => Skip = File.Exists(Script) ? null : "Needs script of util-linux.";
}
