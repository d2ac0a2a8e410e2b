using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>A service that is killed while it hands items to the broker.</summary>
[Collection(FarmServers.Collection)]
public sealed class ApiKillTests(FarmServers servers, ITestOutputHelper output)
{
    [FarmTheory]
    [InlineData("api.publishing")]   // committed, not published
    [InlineData("api.confirmed")]    // published and confirmed, not marked
    public async Task Kill9_WhileDispatching_EveryItemEndsOnce(string place)
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        var doomed = farm.StartApi($"{place}=kill@1");
        farm.StartWorker();
        var submission = farm.SubmitAsync();   // its answer may be lost; then it is sent again with the same key
        await doomed.EndedAsync();
        farm.StartApi();
        await farm.VerifyAsync(servers, await submission, undisturbed);
        Assert.Single((await farm.JobsAsync()).Items);
    }
}
