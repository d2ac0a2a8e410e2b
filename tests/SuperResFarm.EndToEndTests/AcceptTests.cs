using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SuperResFarm.EndToEndTests;

/// <summary>Accepting this machine: every step on the processor, for real.</summary>
public sealed class AcceptTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(8);
    private static readonly string[] _ofDevice = ["memory", "model", "parity", "determinism", "calibration", "plan", "out-of-memory", "throughput"];

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Accept_NoModelHere_TriesTheMachineWithASeededOneAndLeavesNothing()
    {
        Directory.CreateDirectory(_work["empty"]);
        var ended = (await AcceptAsync("-m", "empty", "--json", "out/accepted.json")).Exits(0);
        Assert.Contains("a small network from a seed is run", ended.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^step +device +verdict +s +found$", ended.Out);
        Assert.Matches(@"(?m)^driver +- +skip +[\d.]+ +no GPU was asked for", ended.Out);
        Assert.Matches(@"(?m)^provider +- +pass +[\d.]+ +cpu, ONNX Runtime \d+\.\d+\.\d+, both libraries of this version", ended.Out);
        Assert.All(_ofDevice, step => Assert.Matches($@"(?m)^{step} +cpu +pass +[\d.]+ +\S", ended.Out));
        Assert.Matches(@"(?m)^out-of-memory .* did not fit .* came out in parts.* remembered to stay below (\d+)x\1, the next tile went in parts at once$", ended.Out);
        Assert.Matches(@"(?m)^> +\d+x\d+ .* chosen$", ended.Out);
        Assert.EndsWith("Accepted: 9 pass, 0 fail, 1 skip.\n", ended.Out, StringComparison.Ordinal);
        Assert.Equal(["out/accepted.json"], _work.EverythingIn("."));

        var document = JsonNode.Parse(File.ReadAllText(_work["out/accepted.json"]))!;
        Assert.Equal(("superres-acceptance/1", true, true), ((string)document["schema"]!, (bool)document["complete"]!, (bool)document["accepted"]!));
        Assert.Equal(("seeded", true), ((string)document["model"]!["name"]!, (bool)document["model"]!["generated"]!));
        Assert.Equal(["driver", "provider", .. _ofDevice], document["steps"]!.AsArray().Select(step => (string)step!["step"]!));
        AssertFigures(document);
    }

    [Fact]
    public async Task Accept_JsonWithoutAFile_IsAllThatIsPrinted()
    {
        var ended = (await AcceptAsync("-n", "bicubic", "-g", "cpu", "--json")).Exits(0);
        var document = JsonNode.Parse(ended.Out)!;
        Assert.Equal(("bicubic", false), ((string)document["model"]!["name"]!, (bool)document["model"]!["generated"]!));
        Assert.All(document["steps"]!.AsArray(), step => Assert.NotEqual("fail", (string)step!["verdict"]!));
        AssertFigures(document);
        Assert.Empty(_work.EverythingIn("."));
    }

    [DataFact]
    public async Task Accept_RealModelByItsFolder_Passes()
    {
        var ended = (await AcceptAsync("-m", TestData.PathOf("weights"), "-n", "realesr-animevideov3")).Exits(0);
        Assert.Matches(@"model +│ realesr-animevideov3 \(Compact\)", ended.Out);
        Assert.Matches(@"(?m)^parity +cpu +pass .* allowed 1 level$", ended.Out);
        Assert.Empty(_work.EverythingIn("."));
    }

    [Fact]
    public async Task Accept_AbsentProvider_FailsWithRemediesAndSkipsTheRest()
    {
        var ended = (await AcceptAsync("--provider", "cuda", "--json", "accepted.json")).Exits(3);
        Assert.Matches(@"(?m)^provider +- +fail +[\d.]+ +CUDA was asked for, but this build has no GPU provider: build it with -p:Accelerator=cuda$", ended.Out);
        Assert.All(_ofDevice, step => Assert.Matches($@"(?m)^{step} +- +skip +[\d.]+ +it stands on 'provider', which did not pass$", ended.Out));
        Assert.Matches(@"(?m)^provider: .* -g cpu\.$", ended.Out);
        Assert.Matches(@"Not accepted: 0 pass, \d fail, \d skip\.\n$", ended.Out);
        var document = JsonNode.Parse(File.ReadAllText(_work["accepted.json"]))!;
        Assert.False((bool)document["accepted"]!);
        Assert.All(document["steps"]!.AsArray(), step => Assert.Equal((string)step!["verdict"]! == "fail", step["remedy"] is not null));
    }

    [Fact]
    public async Task Accept_UnknownModel_SaysSoAndLeavesNothing()
    {
        (await AcceptAsync("-n", "nobody", "--json", "accepted.json")).Exits(3).SaysInOneLine("There is no model 'nobody'");
        Assert.Empty(_work.EverythingIn("."));
    }

    [DataFact]
    public async Task Accept_ModelForFaces_IsRefused() =>
        (await AcceptAsync("-n", TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"))).Exits(3).SaysInOneLine("is for faces");

    [Theory]
    [InlineData("INT", "7/10 ")]
    [InlineData("TERM", "9/10 ")]
    public async Task Accept_Signal_KeepsWhatWasFoundAndLeavesNothing(string signal, string step)
    {
        var running = Superres.Start(_work.Root, ["doctor", "--accept", "--json", "accepted.json"]);
        using (var patience = new CancellationTokenSource(_patience))
            while (!(await running.StandardError.ReadLineAsync(patience.Token))!.StartsWith(step, StringComparison.Ordinal))
            {
                // Earlier steps are still done.
            }
        using (var kill = Process.Start("kill", ["-s", signal, $"{running.Id}"]))
            await kill.WaitForExitAsync();
        var ended = (await Superres.EndAsync(running)).Exits(130);

        Assert.Matches(@"(?m)^parity +cpu +pass ", ended.Out);
        Assert.DoesNotMatch("(?m)^throughput ", ended.Out);
        Assert.Contains("Stopped: ", ended.Out, StringComparison.Ordinal);
        Assert.Equal(["accepted.json"], _work.EverythingIn("."));
        Assert.False((bool)JsonNode.Parse(File.ReadAllText(_work["accepted.json"]))!["complete"]!);
        Assert.DoesNotContain(WorkingIn(_work.Root), line => line.Contains("--drill", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drill_ItsStarterIsGone_EndsToo()
    {
        // An end of standard input is what is left of a process that started it.
        var order = $"exec dotnet '{Superres.Dll}' doctor --drill 64000000,4000x4000,7 -n bicubic < /dev/null";
        var ended = (await Superres.EndAsync(Superres.Start(_work.Root, "sh", ["-c", order], _work.Variables))).Exits(130);
        Assert.Empty(ended.Out);
    }

    [Fact]
    public async Task Drill_OrderThatIsNone_IsWrongUse() => (await _work.RunAsync("doctor", "--drill", "64,340x340,7", "-n", "bicubic")).Exits(2).SaysInOneLine("--drill '64,340x340,7'");

    [Theory]
    [InlineData("--json", "a.png/accepted.json")]
    [InlineData("--json", ".")]
    [InlineData("-g", "-2")]
    [InlineData("--provider", "gpu")]
    public async Task Accept_ValueThatCannotBe_NamesTheOptionAndDoesNothing(string option, string value)
    {
        _work.Draw("a.png");
        var ended = (await AcceptAsync(option, value)).Exits(2).SaysInOneLine(option);
        Assert.Empty(ended.Out);
        Assert.Equal(["a.png"], _work.EverythingIn("."));
    }

    [Fact]
    public async Task Doctor_JsonWithoutAccept_IsWrongUse() => (await _work.RunAsync("doctor", "--json")).Exits(2).SaysInOneLine("--json", "--accept");

    [Fact]
    public async Task Doctor_AfterMeasuring_ShowsWhatTheBookKnows()
    {
        Assert.DoesNotContain("KB per pixel", (await _work.RunAsync("doctor")).Exits(0).Out, StringComparison.Ordinal);
        _work.Draw("a.png");
        (await _work.RunAsync("plan", "a.png", "-n", "bicubic", "-s", "2", "--measure")).Exits(0);
        Assert.Matches(@"(?m)^bicubic x2 +8 +single +64x64 to \d+x\d+ +\d+ +[\d.]+ +[\d.]+ +- +-$", (await _work.RunAsync("doctor")).Exits(0).Out);
    }

    private Task<Ended> AcceptAsync(params string[] arguments) =>
        Superres.EndAsync(Superres.Start(_work.Root, ["doctor", "--accept", .. arguments], _work.Variables), _patience);

    private static void AssertFigures(JsonNode document)
    {
        var steps = document["steps"]!.AsArray().ToDictionary(step => (string)step!["step"]!, step => step!["figures"]!);
        Assert.InRange((double)steps["parity"]["largestLevels"]!, 0, 1);
        Assert.InRange((double)steps["calibration"]["unseenError"]!, 0, 0.15);
        Assert.InRange((double)steps["out-of-memory"]["largestLevels"]!, 0, 1);
        Assert.True((double)steps["out-of-memory"]["shortages"]! >= 1);
        Assert.Equal(0, (double)steps["out-of-memory"]["shortagesAgain"]!);
        Assert.All(["megapixelsPerSecond", "shareOfPeak", "peakFlopsPerSecond", "engineBytes"], figure => Assert.True((double)steps["throughput"][figure]! > 0, figure));
        var plan = document["plans"]!.AsArray().Single()!;
        Assert.True((bool)plan["measured"]!);
        Assert.Single(plan["candidates"]!.AsArray(), candidate => (string)candidate!["verdict"]! == "chosen");
    }

    private static IEnumerable<string> WorkingIn(string folder)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            string? line = null;
            try
            {
                if (new FileInfo(Path.Combine(process, "cwd")).LinkTarget == folder)
                    line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended, or is somebody else's.
            }
            if (line is not null)
                yield return line;
        }
    }
}
