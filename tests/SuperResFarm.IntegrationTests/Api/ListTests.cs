using System.Net;
using System.Text;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class ListTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Manifest_BadLines_AreFailedItemsThatNameThem(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind,
            new() { ["Api:ReadPrefixes:0"] = "s3://images/", ["Api:ReadPrefixes:1"] = "s3://lists/" }, new MemoryBroker { Worker = item => [item.Upscaled()] });
        farm.Put("s3://lists/a.jsonl", string.Join('\n',
            """{"source":"s3://images/1.png"}""",
            "not json \u0007",
            "",
            """{"source":"s3://images/2.png","target":"s3://elsewhere/2.png","version":"v2"}""",
            """{"source":"s3://secrets/3.png"}""",
            """{"source":"../4.png"}""",
            """{"source":"s3://images/5.png","colour":"red"}""",
            """{"source":"s3://images/1.png"}""",
            new string('x', 40_000)));
        var job = await farm.EndAsync((await farm.SubmitAsync(TestFarm.Request() with { Manifest = new("s3://lists/a.jsonl") })).Id);
        var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
        Assert.Equal((8, 2, 6), (job.Counts.Total, job.Counts.Succeeded, job.Counts.Failed));
        Assert.Equal(["succeeded", "failed", "succeeded", "failed", "failed", "failed", "failed", "failed"], items.Select(item => item.State));
        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0], items.Select(item => item.Attempt));
        Assert.Equal([null, "line-invalid", null, "address-forbidden", "address-invalid", "line-invalid", "output-unwritable", "line-invalid"], items.Select(item => item.Error?.Code));
        Assert.Equal(["Line 2:", "Line 5:", "Line 6:", "Line 7:", "Line 9:"],
            items.Where((item, at) => item.Error is not null && at != 6).Select(item => item.Error!.Message[..7]));
        Assert.Equal("not json \uFFFD", items[1].Source);
        Assert.Null(items[1].Target);
        Assert.Equal("v2", farm.Broker.Items.Single(item => item.Item == 2).SourceVersion);
        Assert.Equal(0, (await TestFarm.BodyAsync<ChangedBody>(await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", null), 200)).Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Manifest_Csv_ByExtensionOrByName(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        const string Csv = "target,source\r\n,s3://images/a.png\r\ns3://results/b.png,\"s3://images/b,c.png\"\r\nonly one\r\n";
        farm.Put("s3://lists/a.CSV", Csv);
        farm.Put("s3://lists/a.txt", Csv);
        foreach (var manifest in new ManifestRequest[] { new("s3://lists/a.CSV"), new("s3://lists/a.txt", ManifestFormat.Csv) })
        {
            var job = await farm.SubmitAsync(TestFarm.Request() with { Manifest = manifest });
            var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
            Assert.Equal(["s3://results/out/a_bicubic_x4.png", "s3://results/b.png", null], items.Select(item => item.Target));
            Assert.Contains("Line 4: it has 1 columns", items[2].Error?.Message);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Body_HundredThousandLinesWithBadOnes_AreAcceptedInFlatMemory(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, new() { ["Jobs:Dispatch:Window"] = "1" });
        const int Lines = 100_000;
        await TestFarm.BodyAsync<JobBody>(await PostAsync(1000), 202);   // whatever is made once
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (most, stop) = (0L, new CancellationTokenSource());
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                await Task.Delay(50);
            }
        });
        var job = await TestFarm.BodyAsync<JobBody>(await PostAsync(Lines), 202);
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
        Assert.Equal((Lines, Lines / 100), (job.Counts.Total, job.Counts.Failed));
        Assert.True(most < 30_000_000, $"The heap grew by {most} bytes.");

        Task<HttpResponseMessage> PostAsync(int lines) => farm.PostListAsync(TestFarm.Request(), new LinesContent(lines));
    }

    [Fact]
    public async Task Body_Csv_IsTaken()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var list = new StringContent("source,version\ns3://images/a.png,v1\n", Encoding.UTF8, "text/csv");
        var job = await TestFarm.BodyAsync<JobBody>(await farm.PostListAsync(TestFarm.Request(), list), 202);
        Assert.Equal(1, job.Counts.Total);
    }

    [Fact]
    public async Task Body_ListWithWrongRequest_IsRefused()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", List()), 400, "json-invalid");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs?request={", List()), 400, "json-invalid");
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await farm.Http.PostAsync("/v1/jobs?request=" + new string('x', 9000), List())).StatusCode);   // Kestrel's own
        var twice = await TestFarm.ProblemAsync(await farm.PostListAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")), List()), 422);
        Assert.Equal("/items", Assert.Single(twice.Errors!).Pointer);

        static StringContent List() => new("{}", Encoding.UTF8, "application/x-ndjson");
    }

    [Theory]
    [InlineData("s3://lists/none.jsonl", "source-missing")]
    [InlineData("s3://nowhere/none.jsonl", "source-missing")]
    [InlineData("nonsense", "address-invalid")]
    [InlineData("s3://lists/empty.jsonl", "settings-invalid")]
    [InlineData("s3://lists/blank.jsonl", "settings-invalid")]
    [InlineData("s3://lists/head.csv", "settings-invalid")]
    [InlineData("s3://lists/wrong.csv", "settings-invalid")]
    public async Task Manifest_ThatCannotBeUsed_Is422(string uri, string code)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        farm.Put("s3://lists/empty.jsonl");
        farm.Put("s3://lists/blank.jsonl", "\n\n\r\n");
        farm.Put("s3://lists/head.csv", "source\n");
        farm.Put("s3://lists/wrong.csv", "file\na.png\n");
        var problem = await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Manifest = new(uri) }), 422, code);
        if (uri.EndsWith("wrong.csv", StringComparison.Ordinal))
            Assert.Contains("'file'", problem.Detail);
        Assert.Empty((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
    }

    [Fact]
    public async Task Any_LimitsOfLength_Are413AndOfNumber422()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:MaxBodyBytes"] = "2000", ["Api:MaxManifestBytes"] = "5000", ["Api:MaxItems"] = "100" });
        var long1 = TestFarm.Request([.. Enumerable.Range(0, 100).Select(number => new ItemRequest($"s3://images/{number}.png"))]);
        await TestFarm.ProblemAsync(await farm.PostAsync(long1), 413, "body-too-large");
        farm.Put("s3://lists/long.jsonl", new string('\n', 5001));
        await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Manifest = new("s3://lists/long.jsonl") }), 413, "manifest-too-large");
        await TestFarm.ProblemAsync(await farm.PostListAsync(TestFarm.Request(), new StringContent(new string('\n', 5001), null, "application/x-ndjson")), 413);
        await TestFarm.ProblemAsync(await farm.PostListAsync(TestFarm.Request(), new LinesContent(150)), 413);   // of unknown length
        farm.Put("s3://lists/many.jsonl", string.Concat(Enumerable.Range(0, 101).Select(number => $"{{\"source\":\"s3://images/{number}.png\"}}\n")));
        await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Manifest = new("s3://lists/many.jsonl") }), 422, "settings-invalid");
        for (var number = 0; number < 101; number++)
            farm.Put($"s3://images/{number}.png");
        await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Prefix = new("s3://images/") }), 422, "settings-invalid");
        Assert.Empty((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
    }

    [Fact]
    public async Task Prefix_Images_AreFoundPinnedAndMirrored()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        foreach (var key in new[] { "in/a.png", "in/b.JPG", "in/x/c.tif", "in/x/y/d.webp", "in/notes.txt", "in/x/e.bmp", "in/noextension", "elsewhere/f.png" })
            farm.Put($"s3://images/{key}", key);
        var all = await ItemsAsync(new("s3://images/in/"));
        Assert.Equal(["a.png", "b.JPG", "x/c.tif", "x/y/d.webp"], all.Select(item => item.Source["s3://images/in/".Length..]));
        Assert.Equal(["a_bicubic_x4.png", "b_bicubic_x4.JPG", "x/c_bicubic_x4.tif", "x/y/d_bicubic_x4.webp"], all.Select(item => item.Target!["s3://results/out/".Length..]));
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count >= 4));
        Assert.All(farm.Broker.Items, item => Assert.False(string.IsNullOrEmpty(item.SourceVersion)));
        Assert.Equal(2, (await ItemsAsync(new("s3://images/in/", Recursive: false))).Count);
        Assert.Equal(["s3://images/in/x/c.tif"], (await ItemsAsync(new("s3://images/in/", Include: ["x/*", "*.gif"]))).Select(item => item.Source));
        Assert.Equal(["s3://images/in/a.png", "s3://images/in/b.JPG"], (await ItemsAsync(new("s3://images/in/", Exclude: ["x/**/*"]))).Select(item => item.Source));

        async Task<IReadOnlyList<ItemBody>> ItemsAsync(PrefixRequest prefix)
        {
            var job = await farm.SubmitAsync(TestFarm.Request() with { Prefix = prefix });
            return (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
        }
    }

    [Theory]
    [InlineData("s3://images/in/", "s3://images/in/out/", "/output")]
    [InlineData("s3://images/in/", "s3://images/in", "/output")]
    [InlineData("s3://images/", "s3://images/out/", "/output")]
    [InlineData("s3://images/in/", null, "/output")]
    [InlineData("nonsense", "s3://results/", "/prefix/uri")]
    public async Task Prefix_WrongPlaces_Are422(string uri, string? output, string pointer)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        farm.Put("s3://images/in/a.png");
        var problem = await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Prefix = new(uri), Output = output }), 422);
        Assert.Equal(pointer, Assert.Single(problem.Errors!).Pointer);
    }

    [Fact]
    public async Task Prefix_WithoutAnImage_Is422()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        farm.Put("s3://images/in/notes.txt");
        Assert.Contains("1 objects were passed over", (await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Prefix = new("s3://images/in/") }), 422)).Detail);
        Assert.Contains("nothing", (await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Prefix = new("s3://images/none/") }), 422)).Detail);
        await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Prefix = new("s3://nowhere/") }), 422, "source-missing");
        var globs = await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Prefix = new("s3://images/in/", Include: [], Exclude: ["", null!]) }), 422);
        Assert.Equal(["/prefix/include", "/prefix/exclude/0", "/prefix/exclude/1"], globs.Errors!.Select(mistake => mistake.Pointer));
    }

    /// <summary>Lines made while they are sent, so that the test itself holds none of them; every hundredth is bad.</summary>
    private sealed class LinesContent : HttpContent
    {
        private readonly int _lines;

        public LinesContent(int lines)
        {
            _lines = lines;
            Headers.ContentType = new("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new StringBuilder();
            for (var line = 0; line < _lines; line++)
            {
                block.Append(line % 100 == 99 ? "broken\n" : $"{{\"source\":\"s3://images/folder/{line:000000}.png\"}}\n");
                if (block.Length < 60_000 && line < _lines - 1)
                    continue;
                await stream.WriteAsync(Encoding.UTF8.GetBytes(block.ToString()));
                block.Clear();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
