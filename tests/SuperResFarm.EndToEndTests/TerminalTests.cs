namespace SuperResFarm.EndToEndTests;

/// <summary>A person watches: the program writes to a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [TerminalFact]
    public async Task Upscale_OnATerminal_ShowsEachImageAndTheSummary()
    {
        _work.Draw("in/a.png", "in/b.png");
        File.WriteAllText(_work["in/c.png"], "text");
        var ended = (await OnTerminalAsync("upscale in -n bicubic -s 2 -v")).Exits(1);
        Assert.Contains("in/a.png: 16x12 -> 32x24 Png", ended.Out, StringComparison.Ordinal);
        Assert.Contains("in/c.png: FAILED source-unsupported", ended.Out, StringComparison.Ordinal);
        Assert.Matches(@"│\s+2 │\s+0 │\s+1 │", ended.Out);
        Assert.Equal(["a.png", "b.png"], _work.FilesIn("out"));
    }

    private Task<Ended> OnTerminalAsync(string arguments) =>
        Superres.EndAsync(Superres.Start(_work.Root, TerminalFactAttribute.Script, ["-qec", $"dotnet '{Superres.Dll}' {arguments}", "/dev/null"]));
}
