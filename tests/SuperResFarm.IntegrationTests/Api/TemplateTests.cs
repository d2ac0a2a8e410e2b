using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class TemplateTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Results_AreNamedAsTheTemplateSays(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        farm.Put("s3://lists/a.csv", "source,target\ns3://images/a/1.jpg,\nbroken\ns3://images/2.png,\ns3://images/3.png,s3://results/three.png\ns3://images/b/1.jpg,\n");
        var job = await farm.SubmitAsync(TestFarm.Request() with
        {
            Manifest = new("s3://lists/a.csv"),
            OutputTemplate = "{label:project}/{stem}.{number:3}.{ext}",
            Labels = new Dictionary<string, string> { ["project"] = "maps" },
        });
        Assert.Equal(
            ["s3://results/out/maps/1.000.jpg", null, "s3://results/out/maps/2.002.png", "s3://results/three.png", "s3://results/out/maps/1.004.jpg"],
            (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items.Select(item => item.Target));
    }

    [Fact]
    public async Task Twins_OfATemplate_AreRefusedButTheFirst()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/a/1.png"), new ItemRequest("s3://images/b/1.png")) with { OutputTemplate = "{stem}.{ext}" });
        Assert.Equal([null, "output-unwritable"], (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items.Select(item => item.Error?.Code));
    }

    [Theory]
    [InlineData("{colour}/{stem}.{ext}")]
    [InlineData("../{stem}.{ext}")]
    [InlineData("{job}/{stem}.{ext}")]
    [InlineData("{label:project}/{stem}.{ext}")]
    public async Task Template_ThatIsNone_Is422AtItsPlace(string template)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var problem = await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request(new ItemRequest("s3://images/a.png")) with { OutputTemplate = template }), 422, "settings-invalid");
        Assert.Equal("/outputTemplate", Assert.Single(problem.Errors!).Pointer);
    }

    [Fact]
    public async Task Template_WithoutOutput_Is422()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png", "s3://results/a.png")) with { Output = null, OutputTemplate = "{stem}.{ext}" };
        var problem = await TestFarm.ProblemAsync(await farm.PostAsync(request), 422);
        Assert.Equal("/outputTemplate", Assert.Single(problem.Errors!).Pointer);
    }
}
