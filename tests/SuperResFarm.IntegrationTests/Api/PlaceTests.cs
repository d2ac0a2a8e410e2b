using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>Uploads and results of one tenant are no business of another's, whatever else they may.</summary>
[Collection(JobsServers.Collection)]
public class PlaceTests(JobsServers servers)
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    /// <summary>What <c>acme</c> may read, and where it may write, when the service sets no limits.</summary>
    private static readonly (string Address, bool Reads, bool Writes)[] _open =
    [
        ($"s3://bucket/uploads/acme/{Id}/a.png", true, true),
        ($"s3://bucket/uploads/rival/{Id}/a.png", false, false),
        ($"s3://bucket/uploads/acme-rival/{Id}/a.png", false, false),
        ($"s3://bucket/uploads/ACME/{Id}/a.png", false, false),
        ("s3://bucket/uploads/a.png", false, false),
        ($"folder://bucket/uploads/rival/{Id}/a.png", false, false),
        ($"s3://bucket/fetch/acme/{Id}/a.png", true, true),
        ($"s3://bucket/fetch/rival/{Id}/a.png", false, false),
        ("s3://bucket/fetch/a.png", false, false),
        ("s3://bucket/other/a.png", true, true),
        ("s3://elsewhere/uploads/rival/a.png", true, true),
    ];

    /// <summary>The same where it may only read below <c>in/</c> and write below <c>out/</c>.</summary>
    private static readonly (string Address, bool Reads, bool Writes)[] _limited =
    [
        ($"s3://bucket/uploads/acme/{Id}/a.png", true, false),
        ($"s3://bucket/uploads/rival/{Id}/a.png", false, false),
        ($"s3://bucket/fetch/acme/{Id}/a.png", true, true),
        ($"s3://bucket/fetch/rival/{Id}/a.png", false, false),
        ("s3://bucket/in/a.png", true, false),
        ("s3://bucket/out/a.png", false, true),
        ("s3://bucket/other/a.png", false, false),
    ];

    [Fact]
    public async Task Keyed_Places_AreTheTenantsOwn()
    {
        await using var farm = await KeyedFarm.StartAsync(servers, settings: On());
        var (acme, limited) = (await farm.TenantAsync("acme"), new TenantRequest { ReadPrefixes = ["s3://bucket/in/"], WritePrefixes = ["s3://bucket/out/"] });
        await CheckAsync(_open, request => farm.SubmitAsync(acme, request));
        await farm.SetTenantAsync("acme", limited);
        await CheckAsync(_limited, request => farm.SubmitAsync(acme, request));
    }

    [Fact]
    public async Task Keyless_Places_AreThoseOfTheDefaultTenant()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: On());
        await CheckAsync([.. _open.Select(row => (row.Address.Replace("/acme/", "/default/", StringComparison.Ordinal), row.Reads, row.Writes))], request => farm.PostAsync(request));
    }

    [Fact]
    public async Task Crawl_OverPlacesOfOthers_IsRefused()
    {
        await using var farm = await KeyedFarm.StartAsync(servers, settings: On());
        var acme = await farm.TenantAsync("acme");
        farm.Farm.Put($"s3://bucket/uploads/acme/{Id}/mine.png");
        farm.Farm.Put($"s3://bucket/uploads/rival/{Id}/secret.png");
        foreach (var prefix in new[] { "s3://bucket/", "s3://bucket/uploads/", "s3://bucket/up", "s3://bucket/uploads/rival/", "s3://bucket/uploads/acme" })
        {
            var problem = await TestFarm.ProblemAsync(await farm.SubmitAsync(acme, TestFarm.Request() with { Prefix = new(prefix), Output = "s3://results/" }), 403, "address-forbidden");
            Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal);
        }
        var own = TestFarm.Request() with { Prefix = new("s3://bucket/uploads/acme/"), Output = null };
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, own), 202);
        Assert.Equal((1, 0), (job.Counts.Total, job.Counts.Failed));
        foreach (var output in new[] { "s3://bucket/", "s3://bucket/fetch/", "s3://bucket/fetch/rival/", "s3://bucket/uploads/rival/" })
            await TestFarm.ProblemAsync(await farm.SubmitAsync(acme, TestFarm.Request(new ItemRequest("s3://images/a.png")) with { Output = output }), 403, "address-forbidden");
    }

    [Fact]
    public async Task Lists_WithAddressesOfOthers_FailThoseLines()
    {
        await using var farm = await KeyedFarm.StartAsync(servers, settings: On());
        var acme = await farm.TenantAsync("acme");
        farm.Farm.Put("s3://lists/a.csv", $"source\ns3://bucket/uploads/rival/{Id}/a.png\ns3://bucket/uploads/acme/{Id}/a.png\n");
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, TestFarm.Request() with { Manifest = new("s3://lists/a.csv"), Output = null }), 202);
        Assert.Equal((2, 1), (job.Counts.Total, job.Counts.Failed));
        var manifest = TestFarm.Request() with { Manifest = new($"s3://bucket/uploads/rival/{Id}/list.csv") };
        await TestFarm.ProblemAsync(await farm.SubmitAsync(acme, manifest), 403, "address-forbidden");
    }

    private static Dictionary<string, string?> On() => new() { ["Api:UploadPrefix"] = "s3://bucket/uploads/", ["Api:ResultPrefix"] = "s3://bucket/fetch/" };

    private static async Task CheckAsync(IEnumerable<(string Address, bool Reads, bool Writes)> rows, Func<JobRequest, Task<HttpResponseMessage>> submit)
    {
        foreach (var (address, reads, writes) in rows)
        {
            // A source and a target of which nobody says anything, beside the one that is asked for: the limited tenant's own, too.
            await AnswersAsync(TestFarm.Request(new ItemRequest(address)) with { Output = null }, reads, $"read {address}");
            await AnswersAsync(TestFarm.Request(new ItemRequest("s3://bucket/in/source.png", address)) with { Output = null }, writes, $"write {address}");
        }

        async Task AnswersAsync(JobRequest request, bool passes, string what)
        {
            using var answer = await submit(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == (passes ? 202 : 403), $"{what}: {(int)answer.StatusCode} {text}");
            Assert.True(passes || text.Contains("address-forbidden", StringComparison.Ordinal), text);
        }
    }
}
