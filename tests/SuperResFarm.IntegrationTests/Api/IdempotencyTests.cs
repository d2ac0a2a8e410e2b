using System.Text;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class IdempotencyTests(JobsServers servers)
{
    private const string Header = "Idempotency-Key";

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_HundredEqualAtOnce_IsOneJob(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var request = TestFarm.Request([.. Enumerable.Range(0, 20).Select(number => new ItemRequest($"s3://images/{number}.png"))]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => farm.PostAsync(request, (Header, "one key"))));
        Assert.Equal(99, answers.Count(answer => answer.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Single() == "true"));
        var jobs = new List<JobBody>();
        foreach (var answer in answers)
            jobs.Add(await TestFarm.BodyAsync<JobBody>(answer, 202));
        Assert.Single(jobs.Select(job => job.Id).Distinct());
        Assert.Single((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_OtherRequestUnderTheKey_Is422(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"));
        await farm.SubmitAsync(request, (Header, "k"));
        await TestFarm.ProblemAsync(await farm.PostAsync(request with { Attempts = 4 }, (Header, "k")), 422, "idempotency-key-reused");
        Assert.NotEqual(await farm.SubmitAsync(request, (Header, "K")), await farm.SubmitAsync(request));
        Assert.Equal(3, (await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items.Count);
    }

    [Fact]
    public async Task Submit_SameKeyOfTwoTenants_AreTwoJobs()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:TrustTenantHeader"] = "true" });
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"));
        var one = await farm.SubmitAsync(request, (Header, "k"), ("X-Tenant", "one"));
        var two = await farm.SubmitAsync(request, (Header, "k"), ("X-Tenant", "two"));
        Assert.NotEqual(one.Id, two.Id);
    }

    [Fact]
    public async Task Submit_AfterARestart_IsStillTheSameJob()
    {
        var address = await servers.CreateAsync(DatabaseKind.Sqlite);
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"));
        JobBody first;
        await using (var farm = await TestFarm.StartAsync(servers, address: address))
            first = await farm.SubmitAsync(request, (Header, "k"));
        await using (var farm = await TestFarm.StartAsync(servers, address: address))
            Assert.Equal(first.Id, (await farm.SubmitAsync(request, (Header, "k"))).Id);
    }

    [Fact]
    public async Task Submit_Manifest_IsTheSameWhileItsObjectIs()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        const string List = "s3://lists/a.jsonl";
        farm.Put(List, """{"source":"s3://images/a.png"}""");
        var request = TestFarm.Request() with { Manifest = new ManifestRequest(List) };
        var first = await farm.SubmitAsync(request, (Header, "k"));
        Assert.Equal(first.Id, (await farm.SubmitAsync(request, (Header, "k"))).Id);
        farm.Put(List, """{"source":"s3://images/another.png"}""");
        await TestFarm.ProblemAsync(await farm.PostAsync(request, (Header, "k")), 422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Submit_ListAsBody_IsTheSameByItsContent()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var first = await PostAsync("""{"source":"s3://images/a.png"}""", 202);
        Assert.Equal(first.Id, (await PostAsync("""{"source":"s3://images/a.png"}""", 202)).Id);
        await TestFarm.ProblemAsync(await farm.PostListAsync(TestFarm.Request(), new StringContent("""{"source":"s3://images/b.png"}""", null, "application/x-ndjson"), "k"), 422);

        async Task<JobBody> PostAsync(string list, int status) =>
            await TestFarm.BodyAsync<JobBody>(await farm.PostListAsync(TestFarm.Request(), new StringContent(list, Encoding.UTF8, "application/x-ndjson"), "k"), status);
    }

    [Fact]
    public async Task Submit_ReplayOfWhatCouldNotBeAcceptedAnyMore_IsStillTheJob()
    {
        var address = await servers.CreateAsync(DatabaseKind.Sqlite);
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"));
        request = request with { Parameters = request.Parameters with { Model = "gone-tomorrow" } };
        JobBody first;
        await using (var farm = await TestFarm.StartAsync(servers, address: address, settings: new() { ["Api:AcceptUnknownModels"] = "true" }))
            first = await farm.SubmitAsync(request, (Header, "k"));
        await using (var farm = await TestFarm.StartAsync(servers, address: address))
        {
            Assert.Equal(first.Id, (await farm.SubmitAsync(request, (Header, "k"))).Id);
            await TestFarm.ProblemAsync(await farm.PostAsync(request), 422, "model-unknown");
        }
    }

    [Fact]
    public async Task Submit_RefusedRequest_LeavesItsKeyFree()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request(new ItemRequest("nonsense")), (Header, "k")), 422);
        farm.Put("s3://lists/empty.csv", "source\n");
        await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request() with { Manifest = new("s3://lists/empty.csv") }, (Header, "k")), 422);
        await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")), (Header, "k"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task Submit_NoKey_Is400(string key)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"));
        await TestFarm.ProblemAsync(await farm.PostAsync(request, (Header, key)), 400, "idempotency-key-invalid");
        await TestFarm.ProblemAsync(await farm.PostAsync(request, (Header, new string('a', 256))), 400, "idempotency-key-invalid");
        await farm.SubmitAsync(request, (Header, new string('~', 255)));
    }
}
