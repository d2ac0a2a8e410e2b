using System.Text;
using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>A tenant that may read below <c>s3://bucket/a/</c> and write below <c>s3://bucket/out/</c>, and addresses that must lead it nowhere else.</summary>
[Collection(JobsServers.Collection)]
public class HostileUriTests(JobsServers servers)
{
    private static readonly TenantRequest _acme = new() { ReadPrefixes = ["s3://bucket/a/"], WritePrefixes = ["s3://bucket/out/"] };

    /// <summary>None of them is an address that the tenant may read, or write, or crawl.</summary>
    private static readonly string[] _hostile =
    [
        // Dot segments.
        "s3://bucket/a/../b/x.png", "s3://bucket/a/..", "s3://bucket/a/./x.png", "s3://bucket/a/b/../../b/x.png", "s3://bucket/../other/x.png", "s3://bucket/a/x/..", "s3://../bucket/a/x.png",
        "s3://bucket/out/../a/x.png", "s3://bucket/out/./x.png",
        // Encoded ones. They are taken literally, and refused all the same.
        "s3://bucket/a%2fx.png", "s3://bucket/%61/x.png", "s3://bucket/a/%2e%2e/b/x.png", "s3://bucket/a/%2e%2e%2fb.png", "s3://bucket/a/..%2fb.png", "s3://bucket/a/%252e%252e/b.png", "s3://bucket/a/..%5cb.png",
        "s3://bucket%2fa/x.png", "s3://bucket/out/%2e%2e/a/x.png", "s3://bucket/out%2fx.png",
        // Other schemes.
        "file:///etc/passwd", "http://bucket/a/x.png", "https://169.254.169.254/latest/meta-data/", "ftp://bucket/a/x.png", "S3://bucket/a/x.png", "s3:/bucket/a/x.png", "s3:bucket/a/x.png",
        "//bucket/a/x.png", "/bucket/a/x.png", "bucket/a/x.png", "javascript:alert(1)", "data:image/png;base64,AAAA", "gopher://bucket/a/x.png", " s3://bucket/a/x.png",
        // Neighbours, and other tenants'.
        "s3://bucket/ab/x.png", "s3://bucket/a.png", "s3://bucket/a", "s3://bucket/A/x.png", "s3://bucket/b/x.png", "s3://bucket/rival/in/x.png", "s3://bucket/", "s3://bucket", "s3://rival/a/x.png", "s3://bucket2/a/x.png",
        "s3://bucket.a/x.png", "s3://bucket/outer/x.png", "s3://bucket/out", "folder://rival/a/x.png", "folder://bucket/ab/x.png",
        // Hosts with more than a name.
        "s3://user@bucket/a/x.png", "s3://user:secret@bucket/a/x.png", "s3://bucket:9000/a/x.png", "s3://127.0.0.1/a/x.png", "s3://bucket@evil.example/a/x.png", "s3://BUCKET/a/x.png", "s3:///a/x.png", "s3://",
        // Queries, fragments, slashes.
        "s3://bucket?x=/a/x.png", "s3://bucket#/a/x.png", "s3://bucket//a/x.png", "s3://bucket/a//x.png", "s3://bucket///x.png", "s3://bucket/a/x.png/", "s3://bucket/out//x.png",
        // Backslashes.
        "s3://bucket\\a\\x.png", "s3://bucket/a\\..\\b\\x.png", "s3:\\\\bucket\\a\\x.png", "s3://bucket/out\\x.png",
        // Control characters, and what looks like something else.
        "s3://bucket/a/\u0000x.png", "s3://bucket/a/x\n.png", "s3://bucket/a/x\r\nHost: evil", "s3://bucket/a/\u007fx.png", "s3://bucket/a/\u0085x.png", "s3://bucket/\u0430/x.png", "s3://b\u00fccket/a/x.png",
        "s3://bucket\uff0fa/x.png", "s3://bucket/a\u2215x.png", "s3://bucket/\uff41/x.png",
        // Nothing, and too much.
        "", " ", "s3", $"s3://bucket/{new string('b', 1100)}/x.png", $"s3://bucket/a/{new string('\u00fc', 600)}.png", $"s3://{new string('b', 64)}/a/x.png",
    ];

    [Fact]
    public void Table_IsLong() => Assert.True(_hostile.Distinct().Count() >= 40);

    [Fact]
    public async Task Submit_HostileAddressAnywhere_IsRefused()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var key = await farm.TenantAsync("acme", _acme);
        foreach (var uri in _hostile)
        {
            foreach (var (place, request) in Requests(uri))
            {
                using var answer = await farm.SubmitAsync(key, request);
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True((int)answer.StatusCode is 403 or 422, $"{uri.Replace("\0", "NUL")} as {place}: {(int)answer.StatusCode} {text}");
                Assert.Contains("\"errors\":", text, StringComparison.Ordinal);
            }
        }
        Assert.Empty((await TestFarm.BodyAsync<Page<JobBody>>(await farm.GetAsync("/v1/jobs", key), 200)).Items);
    }

    [Fact]
    public async Task Submit_HostileAddressInALine_IsAFailedItemThatNamesIt()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var key = await farm.TenantAsync("acme", _acme);
        var lines = new StringBuilder("{\"source\":\"s3://bucket/a/good.png\"}\n");
        foreach (var uri in _hostile)
            lines.Append(JsonSerializer.Serialize(new ItemRequest(uri), FarmJson.Options)).Append('\n')
                .Append(JsonSerializer.Serialize(new ItemRequest("s3://bucket/a/x.png", uri), FarmJson.Options)).Append('\n');
        farm.Farm.Put("s3://bucket/a/list.jsonl", lines.ToString());
        var request = TestFarm.Request() with { Manifest = new("s3://bucket/a/list.jsonl"), Output = "s3://bucket/out/" };
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, request), 202);
        Assert.Equal((2 * _hostile.Length) + 1, job.Counts.Total);
        Assert.Equal(2 * _hostile.Length, job.Counts.Failed);
        var failed = await TestFarm.BodyAsync<Page<ItemBody>>(await farm.GetAsync($"/v1/jobs/{job.Id}/items?status=failed&limit=1000", key), 200);
        Assert.All(failed.Items, item => Assert.StartsWith($"Line {item.Number + 1}: ", item.Error?.Message, StringComparison.Ordinal));
        Assert.All(failed.Items, item => Assert.Equal(0, item.Attempt));
    }

    [Fact]
    public async Task Submit_WithinItsPlaces_IsAccepted()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var key = await farm.TenantAsync("acme", _acme);
        farm.Farm.Put("s3://bucket/a/b/x.png");
        foreach (var request in new[]
        {
            TestFarm.Request(new ItemRequest("s3://bucket/a/x.png")) with { Output = "s3://bucket/out/" },
            TestFarm.Request(new ItemRequest("folder://bucket/a/ü x.png", "s3://bucket/out/x.png")) with { Output = null },
            TestFarm.Request() with { Prefix = new("s3://bucket/a/"), Output = "s3://bucket/out" },
        })
            await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, request), 202);
    }

    [Fact]
    public async Task Submit_InputAsOutput_IsRefused()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var key = await farm.TenantAsync("acme", new TenantRequest { ReadPrefixes = ["s3://bucket/"], WritePrefixes = ["s3://bucket/"] });
        farm.Farm.Put("s3://bucket/a/x.png");
        foreach (var request in new[]
        {
            TestFarm.Request(new ItemRequest("s3://bucket/a/x.png", "s3://bucket/a/x.png")) with { Output = null },
            TestFarm.Request(new ItemRequest("s3://bucket/a/x.png", "folder://bucket/a/x.png")) with { Output = null },
            TestFarm.Request() with { Prefix = new("s3://bucket/a/"), Output = "s3://bucket/a/" },
            TestFarm.Request() with { Prefix = new("s3://bucket/a/"), Output = "s3://bucket/a/below" },
        })
            await TestFarm.ProblemAsync(await farm.SubmitAsync(key, request), 422);
        farm.Farm.Put("s3://bucket/list.csv", "source,target\ns3://bucket/a/x.png,s3://bucket/a/x.png\n");
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, TestFarm.Request() with { Manifest = new("s3://bucket/list.csv"), Output = null }), 202);
        Assert.Equal(1, job.Counts.Failed);
    }

    [Fact]
    public async Task Submit_BeyondTheServicesPlaces_IsRefusedWhateverTheTenantMay()
    {
        await using var farm = await KeyedFarm.StartAsync(servers, settings: new() { ["Api:ReadPrefixes:0"] = "s3://bucket/a/", ["Api:WritePrefixes:0"] = "s3://bucket/out/acme/" });
        var key = await farm.TenantAsync("acme", new TenantRequest { ReadPrefixes = ["s3://bucket/"], WritePrefixes = ["s3://bucket/out/", "s3://other/"] });
        var none = await farm.TenantAsync("none", new TenantRequest { ReadPrefixes = [] });
        var good = TestFarm.Request(new ItemRequest("s3://bucket/a/x.png")) with { Output = "s3://bucket/out/acme/" };
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, good), 202);
        await TestFarm.ProblemAsync(await farm.SubmitAsync(none, good), 403, "address-forbidden");
        foreach (var output in new[] { "s3://bucket/out/", "s3://other/x/" })
            await TestFarm.ProblemAsync(await farm.SubmitAsync(key, good with { Output = output }), 403, "address-forbidden");
        await TestFarm.ProblemAsync(await farm.SubmitAsync(key, TestFarm.Request(new ItemRequest("s3://bucket/b/x.png")) with { Output = "s3://bucket/out/acme/" }), 403, "address-forbidden");
    }

    private static IEnumerable<(string Place, JobRequest Request)> Requests(string uri)
    {
        const string Output = "s3://bucket/out/";
        yield return ("source", TestFarm.Request(new ItemRequest(uri)) with { Output = Output });
        yield return ("target", TestFarm.Request(new ItemRequest("s3://bucket/a/good.png", uri)) with { Output = Output });
        yield return ("manifest", TestFarm.Request() with { Manifest = new(uri), Output = Output });
        // There it would be a folder, and an allowed one.
        if (uri != "s3://bucket/a/x.png/")
            yield return ("prefix", TestFarm.Request() with { Prefix = new(uri), Output = Output });
        // A prefix that results go below is a folder, whether a slash ends it or not.
        if (uri != "s3://bucket/out")
            yield return ("output", TestFarm.Request(new ItemRequest("s3://bucket/a/good.png")) with { Output = uri });
    }
}
