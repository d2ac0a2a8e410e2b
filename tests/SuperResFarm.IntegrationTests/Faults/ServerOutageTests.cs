using System.Net;
using System.Net.Http.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Servers;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>Servers that die under load and come back.</summary>
[Collection(FarmServers.Collection)]
public sealed class ServerOutageTests(FarmServers servers, ITestOutputHelper output)
{
    private const string Slow = "worker.tiles=pause:0.5";

    [FarmFact]
    public async Task Broker_KilledTwiceUnderLoad_EveryItemEndsOnce()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        farm.StartWorker("w1", Slow);
        farm.StartWorker("w2", Slow);
        var job = await farm.SubmitAsync();
        await RabbitServer.SettleAsync();
        for (var kills = 0; kills < 2; kills++)
        {
            await farm.UntilAsync("an item runs", async () => await farm.JobAsync(job) is var now && (now.Counts.Running > 0 || now.HasEnded()) ? "runs" : null);
            await servers.Broker.KillAsync();
            // Whoever submits does not notice: what is accepted waits in the database.
            Assert.NotEqual(Guid.Empty, await farm.SubmitAsync());
            await servers.Broker.StartAgainAsync();
        }
        foreach (var other in (await farm.JobsAsync()).Items)
            Assert.Equal(FarmImages.All.Count, (await farm.EndedAsync(other.Id)).Counts.Succeeded);
        await farm.VerifyAsync(servers, job, undisturbed);   // stops the workers
    }

    [FarmFact]
    public async Task Database_KilledUnderLoad_AnswersUnavailableAndLosesNothing()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        farm.StartApi();
        farm.StartWorker("w1", Slow);
        var job = await farm.SubmitAsync();
        await farm.UntilAsync("an item runs", async () => (await farm.JobAsync(job)).Counts.Running > 0 ? "runs" : null);
        await servers.Database.KillAsync();
        await farm.UntilAsync("the service says that it is unavailable", async () =>
        {
            using var answer = await farm.Client.GetAsync($"/v1/jobs/{job}");
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                return null;
            Assert.NotNull(answer.Headers.RetryAfter);
            return await answer.Content.ReadFromJsonAsync<ProblemBody>(FarmJson.Options);
        });
        using var live = await farm.Client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var ready = await farm.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        await servers.Database.StartAgainAsync();
        await farm.VerifyAsync(servers, job, undisturbed);
    }
}
