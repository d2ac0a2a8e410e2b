using System.Text;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class FidelityTests(JobsServers servers)
{
    [Theory]
    [InlineData("""{"model":"bicubic","fidelity":"best"}""", "/parameters/fidelity")]
    [InlineData("""{"model":"bicubic","fidelity":1}""", "/parameters/fidelity")]
    public async Task Submit_UnknownFidelity_Is400AndNamesIt(string parameters, string pointer)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        using var body = new StringContent($$"""{"items":[{"source":"s3://images/a.png"}],"output":"s3://results/","parameters":{{parameters}}}""", Encoding.UTF8, "application/json");
        var answer = await farm.Http.PostAsync("/v1/jobs", body);
        var problem = await TestFarm.ProblemAsync(answer, 400);
        Assert.Equal(pointer, problem.Errors?.Single().Pointer);
    }

    [Theory]
    [InlineData("""{"model":"bicubic","fidelity":"evidence","consistency":false}""", "/parameters/consistency")]
    [InlineData("""{"model":"bicubic","divergenceMap":true,"consistency":false}""", "/parameters/divergenceMap")]
    [InlineData("""{"fidelity":"perceptual"}""", "/parameters/model")]
    [InlineData("""{}""", "/parameters/model")]
    public async Task Submit_ParametersThatContradict_Are422(string parameters, string pointer)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        using var body = new StringContent($$"""{"items":[{"source":"s3://images/a.png"}],"output":"s3://results/","parameters":{{parameters}}}""", Encoding.UTF8, "application/json");
        var problem = await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", body), 422);
        Assert.Equal(pointer, problem.Errors?.Single().Pointer);
    }

    [Fact]
    public async Task Submit_FidelityWithoutModel_IsAcceptedWithTheOneItChose()
    {
        var consistency = new Consistency(51.5, 40.25, 64, 128);
        await using var farm = await TestFarm.StartAsync(servers, broker: new MemoryBroker
        {
            Worker = item =>
            {
                var upscaled = (ItemUpscaled)item.Upscaled();
                return [upscaled with { Result = upscaled.Result with { Consistency = consistency, Fidelity = item.Parameters.Fidelity, ModelFidelity = "classical", Warnings = ["one, two"] } }];
            },
        });
        var request = TestFarm.Request(new ItemRequest("s3://images/a.png"));
        var job = await farm.SubmitAsync(request with { Parameters = new UpscaleParameters { Fidelity = FidelityLevel.Evidence } });
        Assert.Equal(("lanczos", FidelityLevel.Evidence, "off"), (job.Parameters.Model, job.Parameters.Fidelity, job.Parameters.Deblock));
        await farm.EndAsync(job.Id);
        Assert.Equal(("lanczos", FidelityLevel.Evidence), (farm.Broker.Items.Single().Parameters.Model, farm.Broker.Items.Single().Parameters.Fidelity));

        var item = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{job.Id}/items")).Items.Single();
        Assert.Equal((consistency, FidelityLevel.Evidence, "one, two"), (item.Result?.Consistency, item.Result?.Fidelity, item.Result?.Warnings?.Single()));
        var report = (await farm.Http.GetStringAsync($"/v1/jobs/{job.Id}/report?format=csv")).Split("\r\n");
        Assert.Contains("elapsedSeconds,sourceSha256,fidelity,modelFidelity,psnr,worstPsnr,worstX,worstY,divergenceMap,warnings,", report[0], StringComparison.Ordinal);
        Assert.Contains(",,evidence,classical,51.5,40.25,64,128,,\"one, two\",", report[1], StringComparison.Ordinal);
    }
}
