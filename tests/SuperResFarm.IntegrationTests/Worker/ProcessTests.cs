using System.Net;
using System.Text.Json;
using SuperResFarm.IntegrationTests.Broker;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>The program's start, its end and what it says, without a broker.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly (string, string) _inMemory = ("Broker:Kind", "InMemory");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-worker-process-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_WrongSettings_EndsWithOneLineForEach()
    {
        await using var worker = Start(("Worker:Images", "0"), ("Worker:Lane", "2"), ("Worker:Grace", "00:01:00"), ("Storage:Kind", "Folder"), ("Storage:Folder", "relative"),
            ("ImageLimits:MaxFrames", "none"), ("Models:Prefix", "here"));
        Assert.Equal(2, await worker.EndAsync());
        Assert.Empty(worker.Said);
        Assert.All(worker.Complained, line => Assert.StartsWith("superres-worker: ", line, StringComparison.Ordinal));
        // A misspelt name hides what else is wrong in its section, and no more.
        foreach (var key in new[] { "Worker:Lane", "Storage:Folder", "ImageLimits:MaxFrames", "Models:Prefix:", "Models:Cache" })
            Assert.Single(worker.Complained, line => line.Contains(key, StringComparison.Ordinal));
        Assert.Equal(5, worker.Complained.Count);
    }

    [Fact]
    public async Task Start_AddressTaken_EndsWithOneLine()
    {
        await using var first = Start(_inMemory);
        await first.ReadyAsync();
        await using var second = Start(_inMemory, ("Urls", first.Health.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(1, await second.EndAsync());
        Assert.Contains("address already in use", Assert.Single(second.Complained), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_Idle_EndsWellAndLeavesNoScratch()
    {
        await using var worker = Start(_inMemory, ("Worker:Warm:0", "bicubic"));
        await worker.ReadyAsync();
        using var client = new HttpClient();
        foreach (var question in new[] { "live", "startup", "ready" })
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(worker.Health, question))).StatusCode);
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "scratch")));
        worker.Stop();
        Assert.Equal(0, await worker.EndAsync());
        Assert.Empty(worker.Complained);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "scratch")));
        Assert.All(worker.Said, line => Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z [a-z]{4}: ", line));
    }

    [Fact]
    public async Task Start_BrokerAway_LivesButIsNotReady()
    {
        await using var worker = Start(("Broker:Port", "1"));
        using var client = new HttpClient();
        await Wait.UntilAsync(async () =>
        {
            try
            {
                return (await client.GetAsync(new Uri(worker.Health, "startup"))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return worker.HasEnded;
            }
        }, () => worker.Story);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(worker.Health, "live"))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(new Uri(worker.Health, "ready"))).StatusCode);
        worker.Stop();
        Assert.Equal(0, await worker.EndAsync());
    }

    [Fact]
    public async Task Killed_LeavesScratch_WhichTheNextOneSweeps()
    {
        var scratch = Path.Combine(_folder.FullName, "scratch");
        await using (var worker = Start(_inMemory))
        {
            await worker.ReadyAsync();
            worker.KillAtOnce();
            await worker.EndAsync();
        }
        var left = Directory.GetFileSystemEntries(scratch);
        Assert.Equal(2, left.Length);
        await using var next = Start(_inMemory);
        await next.ReadyAsync();
        Assert.Empty(Directory.GetFileSystemEntries(scratch).Intersect(left));
    }

    [Fact]
    public async Task Log_Json_IsOneObjectOnEachLine()
    {
        await using var worker = Start(_inMemory, ("Logging:Json", "true"));
        await worker.ReadyAsync();
        worker.Stop();
        await worker.EndAsync();
        Assert.NotEmpty(worker.Said);
        Assert.All(worker.Said, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    private WorkerProcess Start(params (string Name, string Value)[] settings) => WorkerProcess.Start(_folder.FullName, settings);
}
