using System.Diagnostics;
using SuperResFarm.Tests.Models.Downloads;
using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>The report of a job is fetched.</summary>
public sealed class ReportFetchTests : IAsyncLifetime, IDisposable
{
    private const string Ndjson = "application/x-ndjson";

    private static readonly string _report = $"GET /v1/jobs/{JobId}/report";

    private readonly Workplace _work = new();
    private FakeFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = await StartAsync();
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Report_GoesToStandardOutputByteForByte()
    {
        _farm.On(_report, Pieces(Ndjson, "{\"number\":0}\n{\"num", "ber\":1,\"source\":\"ä\"}\n"));
        Assert.Equal("{\"number\":0}\n{\"number\":1,\"source\":\"ä\"}\n", (await ReportAsync()).Exits(0).Out);
        Assert.Equal("jsonl", _farm.Requests.Single().Query["format"]);
    }

    [Theory]
    [InlineData("out/report.csv")]
    [InlineData("report", "--format", "csv")]
    public async Task Report_File_IsWrittenInTheFormatItsNameOrTheOptionSays(string name, params string[] options)
    {
        _farm.On(_report, Text(200, "text/csv; charset=utf-8", "number\r\n0\r\n"));
        Assert.Empty((await ReportAsync(["-o", name, .. options])).Exits(0).Out);
        Assert.Equal("number\r\n0\r\n", File.ReadAllText(_work[name]));
        Assert.Equal("csv", _farm.Requests.Single().Query["format"]);
    }

    [Fact]
    public async Task Report_BreaksOff_IsFetchedAnewAndTheFileIsWhole()
    {
        _farm.On(_report, Pieces(Ndjson, "{\"number\":0}\n{\"nu", null), Pieces(Ndjson, "{\"number\":0}\n"));
        (await ReportAsync("-o", "report.jsonl")).Exits(0);
        Assert.Equal(["report.jsonl"], _work.FilesIn("."));
        Assert.Equal("{\"number\":0}\n", File.ReadAllText(_work["report.jsonl"]));
    }

    [Fact]
    public async Task Report_BreaksOffForGood_LeavesTheOldFile()
    {
        File.WriteAllText(_work["report.jsonl"], "old");
        _farm.On(_report, Pieces(Ndjson, "{\"nu", null));
        (await ReportAsync("-o", "report.jsonl", "--patience", "1")).Exits(3);
        Assert.Equal(["report.jsonl"], _work.FilesIn("."));
        Assert.Equal("old", File.ReadAllText(_work["report.jsonl"]));
    }

    [Fact]
    public async Task Report_BreaksOffOnStandardOutput_SaysSo()
    {
        await using var server = new LoopbackServer(_ => new Reply(200, "{\"number\":0}\nand more"u8.ToArray(), ("Content-Type", Ndjson)) { CutAfter = 13 });
        var ended = (await ReportAsync("--farm", server.Root.ToString())).Exits(3);
        Assert.Equal("{\"number\":0}\n", ended.Out);
        Assert.Contains("broke off after 13 bytes", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Interrupted_LeavesNothing()
    {
        var began = new TaskCompletionSource();
        _farm.On(_report, async context =>
        {
            await Pieces(Ndjson, "{\"number\":0}\n")(context);
            began.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var running = Superres.Start(_work.Root, ["report", $"{JobId}", "-o", "report.jsonl"], _work.Variables);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using (var kill = Process.Start("kill", ["-s", "TERM", $"{running.Id}"]))
            await kill.WaitForExitAsync();
        (await Superres.EndAsync(running)).Exits(130);
        Assert.Empty(_work.FilesIn("."));
    }

    [Fact]
    public async Task Report_NoPlaceToWrite_IsToldBeforeTheFarmIsAsked()
    {
        Directory.CreateDirectory(_work["folder"]);
        (await ReportAsync("-o", "folder")).Exits(2).SaysInOneLine("'folder'");
        Assert.Empty(_farm.Requests);
    }

    [FullDiskFact]
    public async Task Report_FullDisk_IsToldAsOneAndNotTriedAgain()
    {
        _farm.On(_report, Text(200, Ndjson, new string('x', 200_000)));
        Directory.CreateDirectory(_work["small"]);
        var ended = await Superres.EndAsync(Superres.Start(
            _work.Root, "unshare",
            ["-rm", "bash", "-c", $"mount -t tmpfs -o size=64k tmpfs small && dotnet '{Superres.Dll}' report {JobId} -o small/report.jsonl; code=$?; ls small; exit $code"],
            _work.Variables));
        Assert.Equal("", ended.Exits(1).Out);
        ended.SaysInOneLine("cannot be written", "small/report.jsonl");
        Assert.Single(_farm.Requests);
    }

    private Task<Ended> ReportAsync(params string[] options) => _work.RunAsync(["report", $"{JobId}", .. options]);
}
