using System.Text;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class OverrideTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Items_WithParametersOfTheirOwn_AreDoneAndToldSo(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, broker: new MemoryBroker { Worker = item => [item.Upscaled()] });
        var request = TestFarm.Request(
            new ItemRequest("s3://images/0.png"),
            new ItemRequest("s3://images/1.png") { Parameters = new ItemParameters { Model = "lanczos", OutScale = 2 } },
            new ItemRequest("s3://images/2.png", "s3://results/two.jpg") { Parameters = new ItemParameters { Quality = 70, Strip = true } });
        var job = await farm.EndAsync((await farm.SubmitAsync(request with { Parameters = request.Parameters with { OutScale = 4 } })).Id);
        Assert.Equal(3, job.Counts.Succeeded);
        var sent = farm.Broker.Items.OrderBy(item => item.Item).Select(item => item.Parameters).ToList();
        Assert.Equal([("bicubic", 4.0, 95), ("lanczos", 2.0, 95), ("bicubic", 4.0, 70)], sent.Select(one => (one.Model, one.OutScale!.Value, one.Quality)));
        Assert.All(sent, one => Assert.Equal(64, one.ModelSha256?.Length));
        Assert.NotEqual(sent[0].ModelSha256, sent[1].ModelSha256);
        var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
        Assert.Equal([null, "lanczos", "bicubic"], items.Select(item => item.Parameters?.Model));
        Assert.Equal(["s3://results/out/0_bicubic_x4.png", "s3://results/out/1_lanczos_x2.png", "s3://results/two.jpg"], items.Select(item => item.Target));
        var report = (await farm.Http.GetStringAsync($"/v1/jobs/{job.Id}/report?format=csv")).Split("\r\n");
        Assert.Contains("\"\"model\"\":\"\"bicubic\"\"", report[1], StringComparison.Ordinal);
        Assert.Contains("\"\"model\"\":\"\"lanczos\"\"", report[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_WrongOverrides_Are422WithTheirPlaces()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var request = TestFarm.Request(
            new ItemRequest("s3://images/0.png") { Parameters = new ItemParameters { Quality = 101 } },
            new ItemRequest("s3://images/1.png"),
            new ItemRequest("s3://images/2.png") { Parameters = new ItemParameters { Model = "no-such" } },
            new ItemRequest("s3://images/3.png") { Parameters = new ItemParameters { Fidelity = FidelityLevel.Balanced } });
        request = request with { Parameters = request.Parameters with { Fidelity = FidelityLevel.Faithful } };
        var problem = await TestFarm.ProblemAsync(await farm.PostAsync(request), 422);
        Assert.Equal(["/items/0/parameters/quality", "/items/2/parameters/model", "/items/3/parameters/fidelity"], problem.Errors!.Select(mistake => mistake.Pointer));
        Assert.Empty((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Lists_WrongOverrides_AreRefusedLinesThatNameTheMember(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, broker: new MemoryBroker { Worker = item => [item.Upscaled()] });
        foreach (var (type, list) in new[]
        {
            ("application/x-ndjson", """
                {"source":"s3://images/0.png","parameters":{"format":"jpg","quality":60}}
                {"source":"s3://images/1.png","parameters":{"quality":0}}
                {"source":"s3://images/2.png","parameters":{"model":"no-such"}}
                """),
            ("text/csv", "source,parameters.format,parameters.quality,parameters.model\ns3://images/0.png,jpg,60,\ns3://images/1.png,,0,\ns3://images/2.png,,,no-such\n"),
        })
        {
            farm.Broker.Items.Clear();
            var job = await farm.EndAsync((await TestFarm.BodyAsync<JobBody>(await farm.PostListAsync(TestFarm.Request(), new StringContent(list, Encoding.UTF8, type)), 202)).Id);
            var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items;
            Assert.Equal(["succeeded", "failed", "failed"], items.Select(item => item.State));
            var (first, second) = type == "text/csv" ? ("Line 3", "Line 4") : ("Line 2", "Line 3");
            Assert.Equal($"{first}: parameters.quality: must be 1 to 100", items[1].Error?.Message);
            Assert.StartsWith($"{second}: parameters.model: there is no model 'no-such' here", items[2].Error?.Message, StringComparison.Ordinal);
            Assert.Equal(("settings-invalid", "model-unknown"), (items[1].Error?.Code, items[2].Error?.Code));
            Assert.Equal(("jpg", 60), (Assert.Single(farm.Broker.Items).Parameters.Format, farm.Broker.Items.Single().Parameters.Quality));
            Assert.Equal("s3://results/out/0_png_bicubic_x4.jpg", items[0].Target);
        }
    }
}
