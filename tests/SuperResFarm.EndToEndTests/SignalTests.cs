using System.Diagnostics;

namespace SuperResFarm.EndToEndTests;

/// <summary>Someone stops the program while it works.</summary>
public sealed class SignalTests : IDisposable
{
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(10);

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Upscale_Signal_StopsSoonAndTheNextRunDoesTheRest(string signal)
    {
        _work.Draw("in/a.png");
        (await Superres.EndAsync(Start())).Exits(0);
        Picture.Draw(_work["in/b.png"], 2000, 2000);
        File.Copy(_work["in/b.png"], _work["in/c.png"]);
        var running = Start();
        await LineAsync(running, "progressed");
        Assert.Contains(_work.EverythingIn("out"), name => name.EndsWith(".part", StringComparison.Ordinal));

        var sent = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-s", signal, $"{running.Id}"]))
            await kill.WaitForExitAsync();
        var stopped = (await Superres.EndAsync(running)).Exits(130);
        Assert.InRange(Stopwatch.GetElapsedTime(sent), TimeSpan.Zero, _soon);
        Assert.Equal([".superres.jsonl", "a.png"], _work.EverythingIn("out"));
        Assert.Equal((0, 1, 0, 2), Counts(stopped));

        Picture.Draw(_work["in/b.png"], 20, 20);
        Picture.Draw(_work["in/c.png"], 20, 21);
        Assert.Equal((2, 1, 0, 0), Counts((await Superres.EndAsync(Start())).Exits(0)));
        Assert.Equal(["a.png", "b.png", "c.png"], _work.FilesIn("out"));
    }

    // One image after the other, in many small tiles.
    private Process Start() => Superres.Start(
        _work.Root, ["upscale", "in", "-o", "out", "-n", "bicubic", "-s", "2", "--json-events", "-t", "64", "--tile_pad", "auto", "-j", "1:1:1"]);

    private static (int Done, int Skipped, int Failed, int Unstarted) Counts(Ended ended)
    {
        var summary = ended.Events.Summary;
        return ((int)summary["done"]!, (int)summary["skipped"]!, (int)summary["failed"]!, (int)summary["unstarted"]!);
    }

    private static async Task LineAsync(Process process, string kind)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith($"{{\"event\":\"{kind}\"", StringComparison.Ordinal))
                return;
        Assert.Fail("The program ended before: " + await process.StandardError.ReadToEndAsync(patience.Token));
    }
}
