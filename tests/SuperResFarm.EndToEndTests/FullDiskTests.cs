namespace SuperResFarm.EndToEndTests;

/// <summary>A disk that is full: a small one in memory, mounted where the system lets a test do so.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [FullDiskFact]
    public async Task Upscale_DiskFull_SaysSoAndGoesOn()
    {
        Picture.Draw(_work["in/a.png"], 400, 400);
        _work.Draw("in/b.png");
        Directory.CreateDirectory(_work["out"]);
        var ended = (await OnSmallDiskAsync("upscale", "in", "-n", "bicubic", "-o", "out", "-j", "1:1:1", "--png-level", "0")).Exits(1);
        ended.SaysInOneLine("in/a.png: FAILED storage-full", "full");
        Assert.Contains("in/b.png: 16x12 -> 64x48", ended.Out, StringComparison.Ordinal);
        Assert.EndsWith("ls: .superres.jsonl b.png", ended.Out.Trim(), StringComparison.Ordinal);
    }

    [FullDiskFact]
    public async Task Upscale_NoRoomForOneByte_FailsEachImageInOneLine()
    {
        _work.Draw("in/a.png", "in/b.png", "in/c.png");
        Directory.CreateDirectory(_work["out"]);
        var ended = (await OnSmallDiskAsync("upscale", "in", "-n", "bicubic", "-o", "out", "--fill")).Exits(1);
        var lines = ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains("FAILED storage-full", line, StringComparison.Ordinal));
        Assert.EndsWith("ls: filler", ended.Out.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upscale_ReportOnAFullDisk_IsOneLine()
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", "--report", "/dev/full")).Exits(1).SaysInOneLine("superres: --report '/dev/full'", "No space left");
    }

    // The exit code is the program's; what lies on the disk is told after it, because the disk goes with its namespace.
    private Task<Ended> OnSmallDiskAsync(params string[] arguments)
    {
        var fill = arguments.Contains("--fill") ? "head -c 1000000 /dev/zero > out/filler 2>/dev/null;" : "";
        var script = $"mount -t tmpfs -o size=256k tmpfs out; {fill} dotnet \"$@\"; code=$?; echo ls: $(ls -A out); exit $code";
        return Superres.EndAsync(Superres.Start(_work.Root, "unshare", ["-rm", "bash", "-c", script, "bash", Superres.Dll, .. arguments.Except(["--fill"])]));
    }
}
